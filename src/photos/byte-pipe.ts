/**
 * The bytes of a picture take a pipe beside the channel of messages between processes: through that channel five megabytes took
 * three to ten times as long.
 */
import type { Socket } from 'node:net';
import type { ProcessReply } from './picture-messages.js';

/** The file descriptor of the pipe in a picture process. */
export const BYTE_PIPE_FD = 4;

/** Fewer bytes than this go with the message. */
const MIN_BYTES = 65_536;

/** Takes the large array out of a reply, if its result is one or has one as a property. */
export function detachBytes(reply: ProcessReply): { readonly reply: ProcessReply; readonly bytes?: Uint8Array } {
  const { answer } = reply;
  if (answer.kind !== 'done') return { reply };
  const { result } = answer;
  if (isLarge(result)) {
    return {
      reply: { ...reply, answer: { kind: 'done', result: undefined }, piped: { size: result.length } },
      bytes: result,
    };
  }
  if (typeof result !== 'object' || result === null) return { reply };
  const found = Object.entries(result).find((entry): entry is [string, Uint8Array] => isLarge(entry[1]));
  if (found === undefined) return { reply };
  const [property, bytes] = found;
  const rest = { ...result, [property]: undefined };
  return {
    reply: { ...reply, answer: { kind: 'done', result: rest }, piped: { property, size: bytes.length } },
    bytes,
  };
}

/** Puts the array that {@link detachBytes} took out of a reply back, as soon as it is through the pipe. */
export async function attachBytes(reply: ProcessReply, pipe: Socket): Promise<ProcessReply> {
  const { answer, piped } = reply;
  if (piped === undefined || answer.kind !== 'done') return reply;
  const bytes = await receive(pipe, piped.size);
  const result = piped.property === undefined ? bytes : { ...(answer.result as object), [piped.property]: bytes };
  return { ...reply, answer: { kind: 'done', result } };
}

function isLarge(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= MIN_BYTES;
}

/** Reads so many bytes. Settles only if they all come. */
function receive(pipe: Socket, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let received = 0;
  return new Promise((resolve) => {
    const take = (chunk: Buffer) => {
      received += chunk.copy(bytes, received);
      if (received < size) return;
      pipe.off('data', take).pause();
      resolve(bytes);
    };
    pipe.on('data', take).resume();
  });
}
