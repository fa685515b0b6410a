/**
 * The bytes of a picture take a pipe beside the channel of messages between processes: through that channel five megabytes took
 * three to ten times as long.
 */
import type { Socket } from 'node:net';
import type { PictureRequest, ProcessReply, ProcessRequest } from './picture-messages.js';

/** The file descriptor of the pipe in a picture process. */
export const BYTE_PIPE_FD = 4;

/** Fewer bytes than this go with the message. */
const MIN_BYTES = 65_536;

/** A message without its large array, and that array. */
interface Detached<Message> {
  readonly message: Message;
  readonly bytes?: Uint8Array;
}

/** Takes the first large array out of the input of a request. */
export function detachInput({ task, input }: PictureRequest): Detached<ProcessRequest> {
  const index = input.findIndex(isLarge);
  const bytes = input[index];
  if (!isLarge(bytes)) return { message: { task, input } };
  return { message: { task, input: input.with(index, undefined), piped: { index, size: bytes.length } }, bytes };
}

/** Puts the array that {@link detachInput} took out of a request back, as soon as it is through the pipe. */
export async function attachInput({ task, input, piped }: ProcessRequest, pipe: Socket): Promise<PictureRequest> {
  if (piped === undefined) return { task, input };
  return { task, input: input.with(piped.index, await receive(pipe, piped.size)) };
}

/** Takes the large array out of a reply, if its result is one or has one as a property. */
export function detachResult(reply: ProcessReply): Detached<ProcessReply> {
  const { answer } = reply;
  if (answer.kind !== 'done') return { message: reply };
  const { result } = answer;
  if (isLarge(result)) {
    const message = { ...reply, answer: { kind: 'done', result: undefined }, piped: { size: result.length } } as const;
    return { message, bytes: result };
  }
  if (typeof result !== 'object' || result === null) return { message: reply };
  const found = Object.entries(result).find((entry): entry is [string, Uint8Array] => isLarge(entry[1]));
  if (found === undefined) return { message: reply };
  const [property, bytes] = found;
  const rest = { ...result, [property]: undefined };
  return {
    message: { ...reply, answer: { kind: 'done', result: rest }, piped: { property, size: bytes.length } },
    bytes,
  };
}

/** Puts the array that {@link detachResult} took out of a reply back, as soon as it is through the pipe. */
export async function attachResult(reply: ProcessReply, pipe: Socket): Promise<ProcessReply> {
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
