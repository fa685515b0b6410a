import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContenderFace, ContenderReply, ContenderRequest, ContenderSettings } from './contender.js';

/** A contender in a separate process. */
export interface RunningContender {
  readonly name: string;
  /** Milliseconds from the start of the process until it was ready. */
  readonly startMs: number;
  /** @returns undefined if the contender could not read the picture. `ms` excludes sending the picture and the answer. */
  recognize(picture: Uint8Array): Promise<{ faces: readonly ContenderFace[]; ms: number } | undefined>;
  /** Memory of the whole process, in MB. */
  memory(): Promise<{ rssMb: number; peakMb: number }>;
  stop(): Promise<void>;
}

/** Starts a contender. @throws Error if its process ends before it is ready. */
export async function runContender(settings: ContenderSettings): Promise<RunningContender> {
  const child = fork(fileURLToPath(new URL('./contender-process.js', import.meta.url)), [JSON.stringify(settings)], {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps'],
  });
  const waiting = new Map<number, (reply: ContenderReply) => void>();
  let lastId = 0;
  const ready = new Promise<number>((resolve, reject) => {
    child.on('message', (reply: ContenderReply) => {
      if (reply.kind === 'ready') return resolve(reply.startMs);
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    });
    child.once('exit', () => reject(new Error(`The process of ${settings.name} ended before it was ready.`)));
  });
  const ask = (request: Omit<ContenderRequest, 'id'> & { picture?: Uint8Array }) =>
    askChild(child, waiting, { ...request, id: ++lastId } as ContenderRequest);
  return {
    name: settings.name,
    startMs: await ready,
    async recognize(picture) {
      const reply = await ask({ kind: 'recognize', picture });
      return reply.kind === 'faces' ? { faces: reply.faces, ms: reply.ms } : undefined;
    },
    async memory() {
      const reply = await ask({ kind: 'memory' });
      if (reply.kind !== 'memory') throw new Error(`${settings.name} does not say how much memory it takes.`);
      return { rssMb: reply.rssMb, peakMb: reply.peakMb };
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function askChild(
  child: ChildProcess,
  waiting: Map<number, (reply: ContenderReply) => void>,
  request: ContenderRequest,
): Promise<ContenderReply> {
  return new Promise((resolve, reject) => {
    waiting.set(request.id, resolve);
    child.send(request, (error) => {
      if (error !== null) reject(error);
    });
  });
}
