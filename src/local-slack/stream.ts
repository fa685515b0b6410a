import type { Request, Response } from 'express';

/** An event of one of Slack's own types; see docs/local-slack.md. */
export type StreamEvent = {
  readonly type:
    | 'message'
    | 'message_changed'
    | 'message_deleted'
    | 'ephemeral'
    | 'view_opened'
    | 'view_updated'
    | 'view_closed'
    | 'home';
} & Readonly<Record<string, unknown>>;

/** Events that Slack has no type for. Each is sent under its name, to readers that ask for named events. */
export type NamedEvent = 'status' | 'reaction' | 'channel' | 'app' | 'reset';

/** Server-sent events: one stream for each open page or script. */
export interface Stream {
  /** Sends an event to the open streams of these people, and remembers it for readers that reconnect. */
  publish(people: readonly string[], event: StreamEvent): void;
  publishNamed(people: readonly string[] | 'everyone', name: NamedEvent, data: Readonly<Record<string, unknown>>): void;
  /** Answers a request with the stream of that person. `named` includes named events. */
  open(person: string, options: { named: boolean }, request: Request, response: Response): void;
  close(): void;
}

interface Sent {
  readonly id: number;
  readonly people: ReadonlySet<string> | 'everyone';
  readonly isNamed: boolean;
  readonly text: string;
}

interface Reader {
  readonly person: string;
  readonly named: boolean;
}

const MAX_REMEMBERED = 1000;
const KEEP_ALIVE_MS = 15_000;
/** A reader with more unread than this is disconnected. It reconnects and reads the history. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** @param greeting named events that every stream begins with. */
export function createStream(greeting: () => readonly { name: NamedEvent; data: Record<string, unknown> }[]): Stream {
  const readers = new Map<Response, Reader>();
  const sent: Sent[] = [];
  // Ids start at the current time, so that those of an earlier process are smaller than all of this one's.
  const firstId = Date.now();
  let nextId = firstId;

  const keepAlive = setInterval(() => {
    for (const response of readers.keys()) response.write(': still here\n\n');
  }, KEEP_ALIVE_MS);
  keepAlive.unref();

  function send(people: readonly string[] | 'everyone', name: NamedEvent | undefined, data: unknown): void {
    const id = nextId++;
    const audience = people === 'everyone' ? people : new Set(people);
    const text = format(data, name, id);
    const event = { id, people: audience, isNamed: name !== undefined, text };
    sent.push(event);
    if (sent.length > MAX_REMEMBERED) sent.shift();
    for (const [response, reader] of readers) {
      if (!isFor(event, reader)) continue;
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(text);
    }
  }

  function catchUp(reader: Reader, lastEventId: string, response: Response): void {
    const id = Number(lastEventId);
    const isRemembered = id >= firstId - 1 && id < nextId && id + 1 >= (sent[0]?.id ?? nextId);
    if (!isRemembered) {
      if (reader.named) response.write(format({ type: 'reset' }, 'reset'));
      return;
    }
    for (const event of sent) if (event.id > id && isFor(event, reader)) response.write(event.text);
  }

  return {
    publish: (people, event) => send(people, undefined, event),
    publishNamed: (people, name, data) => send(people, name, data),
    open(person, { named }, request, response) {
      const reader = { person, named };
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      // With this id, a reader that is cut off before its first event can still resume.
      response.write(`retry: 1000\nid: ${nextId - 1}\n\n`);
      for (const { name, data } of named ? greeting() : []) response.write(format(data, name));
      const lastEventId = request.get('last-event-id');
      if (lastEventId !== undefined) catchUp(reader, lastEventId, response);
      readers.set(response, reader);
      response.on('close', () => readers.delete(response));
      // A reader may disconnect between two writes. A `close` event follows and does the cleanup.
      response.on('error', () => {});
    },
    close() {
      clearInterval(keepAlive);
      for (const response of readers.keys()) response.end();
      readers.clear();
    },
  };
}

function isFor({ people, isNamed }: Sent, reader: Reader): boolean {
  return (reader.named || !isNamed) && (people === 'everyone' || people.has(reader.person));
}

function format(data: unknown, name?: NamedEvent, id?: number): string {
  const lines = [`data: ${JSON.stringify(data)}`];
  if (name !== undefined) lines.unshift(`event: ${name}`);
  if (id !== undefined) lines.unshift(`id: ${id}`);
  return `${lines.join('\n')}\n\n`;
}
