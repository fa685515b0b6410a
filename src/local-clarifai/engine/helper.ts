import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** A crop for the second network. */
interface HelpRequest {
  readonly id: number;
  readonly crop: Float32Array;
  readonly mirrored: boolean;
}

/** What became of a crop. */
interface HelpReply {
  readonly id: number;
  /** Undefined if it failed. */
  readonly embedding: Float32Array | undefined;
  /** The array of the crop, for the next one. */
  readonly crop: Float32Array;
}

/** Another worker that embeds some of the faces of a photo. */
export interface Helper {
  /**
   * Takes the crop's memory, and gives it back in the reply.
   * @returns undefined if the other worker failed or ended.
   */
  embed(crop: Float32Array, mirrored: boolean): Promise<HelpReply | undefined>;
}

/** A request for a helper. */
export interface HelpWanted {
  /** Resolves once there is one; undefined if every worker is busy. */
  readonly helper: Promise<Helper | undefined>;
  /** Ends the request, or the help. */
  end(): void;
}

/**
 * Asks for a helper.
 * @param asking the port to the main thread, which passes the other end on to an idle worker, or closes it.
 */
export function askForHelp(asking: MessagePort): HelpWanted {
  const { port1: port, port2 } = new MessageChannel();
  const waiting = new Map<number, (reply: HelpReply | undefined) => void>();
  let lastId = 0;
  let isOver = false;
  const helper = new Promise<Helper | undefined>((resolve) => {
    port.on('message', (message: HelpReply | 'ready') => {
      if (message === 'ready') return resolve({ embed });
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    });
    port.once('close', () => {
      isOver = true;
      resolve(undefined);
      for (const settle of waiting.values()) settle(undefined);
      waiting.clear();
    });
  });

  function embed(crop: Float32Array, mirrored: boolean): Promise<HelpReply | undefined> {
    if (isOver) return Promise.resolve(undefined);
    lastId += 1;
    const request: HelpRequest = { id: lastId, crop, mirrored };
    return new Promise((resolve) => {
      waiting.set(request.id, resolve);
      port.postMessage(request, [crop.buffer as ArrayBuffer]);
    });
  }

  asking.postMessage(port2, [port2]);
  return {
    helper,
    end() {
      // Also reaches a worker that has not begun to help.
      port.postMessage('done');
      port.close();
    },
  };
}

/** Helps another worker until it has no more faces. @param embedCrop computes the embedding of a crop. */
export function help(
  port: MessagePort,
  embedCrop: (crop: Float32Array, mirrored: boolean) => Promise<Float32Array>,
): Promise<void> {
  return new Promise((resolve) => {
    port.on('message', (message: HelpRequest | 'done') => {
      if (message === 'done') return port.close();
      const { id, crop, mirrored } = message;
      const reply = (embedding: Float32Array | undefined) =>
        port.postMessage({ id, embedding, crop } satisfies HelpReply, [crop.buffer as ArrayBuffer]);
      embedCrop(crop, mirrored).then(reply, () => reply(undefined));
    });
    port.once('close', () => resolve());
    port.postMessage('ready');
  });
}

/** How many faces a helper has at a time, so that it never waits for the next one. */
const AT_ONCE = 2;

/**
 * Computes something for each of several faces, beginning with the first. A helper, if there is one, begins with the last.
 * @param work.alone computes it in this thread.
 * @param work.helped has it computed elsewhere; undefined if that failed.
 */
export async function shareFaces<Face, Result>(
  faces: readonly Face[],
  wanted: HelpWanted | undefined,
  work: {
    readonly alone: (face: Face) => Promise<Result>;
    readonly helped: (face: Face, helper: Helper) => Promise<Result | undefined>;
  },
): Promise<Result[]> {
  const results = new Map<Face, Result>();
  const left = [...faces];
  const giveAway = async (helper: Helper) => {
    for (let face = left.pop(); face !== undefined; face = left.pop()) {
      const result = await work.helped(face, helper);
      if (result === undefined) return;
      results.set(face, result);
    }
  };
  let helping: Promise<unknown> = Promise.resolve();
  void wanted?.helper.then((helper) => {
    if (helper !== undefined) helping = Promise.all(Array.from({ length: AT_ONCE }, () => giveAway(helper)));
  });
  try {
    for (let face = left.shift(); face !== undefined; face = left.shift()) results.set(face, await work.alone(face));
    await helping;
  } finally {
    wanted?.end();
  }
  const all: Result[] = [];
  for (const face of faces) all.push(results.get(face) ?? (await work.alone(face)));
  return all;
}
