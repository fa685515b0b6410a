import { stackOf } from '../errors.js';
import { PictureError, type PictureProblem } from './picture-error.js';
import type { PictureWork } from './picture-work.js';

/** A task, and the pictures it is for. */
export interface PictureRequest {
  readonly task: keyof PictureWork;
  readonly input: readonly unknown[];
}

/** The message to a picture process: a request. */
export interface ProcessRequest extends PictureRequest {
  /** Set if an array of so many bytes, the input at this index, comes through the pipe of byte-pipe.ts. */
  readonly piped?: { readonly index: number; readonly size: number };
}

/** The result. Errors are sent as fields, because classes are lost between processes and threads. */
export type PictureAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'picture error'; readonly problem: PictureProblem; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** The message of a picture process: the answer, and whether the process has grown so large that it should be replaced. */
export interface ProcessReply {
  readonly answer: PictureAnswer;
  readonly isBloated: boolean;
  /** Set if an array of so many bytes, the result or this property of it, comes through the pipe of byte-pipe.ts. */
  readonly piped?: { readonly property?: string; readonly size: number };
}

/** Has a task done in another process or thread. @throws PictureError if the picture is at fault. */
export type RunPictureWork = (request: PictureRequest) => Promise<unknown>;

/** The memory of the large array in an answer, which can be handed to another thread instead of copied. */
export function memoryOf(answer: PictureAnswer): ArrayBuffer[] {
  if (answer.kind !== 'done' || typeof answer.result !== 'object' || answer.result === null) return [];
  return [answer.result, ...Object.values(answer.result)].flatMap((value: unknown) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.length === value.buffer.byteLength
      ? [value.buffer]
      : [],
  );
}

/** Runs the work and packs its result or its error into an answer. */
export async function toAnswer(work: () => Promise<unknown>): Promise<PictureAnswer> {
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'picture error', problem: error.problem, message: error.message };
    return { kind: 'failed', message: stackOf(error) };
  }
}

/** Unpacks an answer. @throws the PictureError or Error of the work. */
export function fromAnswer(answer: PictureAnswer): unknown {
  if (answer.kind === 'picture error') throw new PictureError(answer.problem, answer.message);
  if (answer.kind === 'failed') throw new Error(answer.message);
  return answer.result;
}
