import { stackOf } from '../errors.js';
import { PictureError, type PictureProblem } from './picture-error.js';
import type { PictureWork } from './picture-work.js';

/** What is to be done with which pictures. */
export interface PictureRequest {
  readonly task: keyof PictureWork;
  readonly input: readonly unknown[];
}

/** The outcome. Errors are spelled out, because their classes do not survive the way between processes and threads. */
export type PictureAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'picture error'; readonly problem: PictureProblem; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What a picture process sends: the answer, and whether it holds so much memory that it should be replaced. */
export interface ProcessReply {
  readonly answer: PictureAnswer;
  readonly isBloated: boolean;
}

/** Has a task done elsewhere. @throws PictureError when the picture is at fault. */
export type RunPictureWork = (request: PictureRequest) => Promise<unknown>;

/** Does the work, and puts its result or its error into an answer. */
export async function toAnswer(work: () => Promise<unknown>): Promise<PictureAnswer> {
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'picture error', problem: error.problem, message: error.message };
    return { kind: 'failed', message: stackOf(error) };
  }
}

/** Takes the result out of an answer. @throws PictureError or Error, as the work did. */
export function fromAnswer(answer: PictureAnswer): unknown {
  if (answer.kind === 'picture error') throw new PictureError(answer.problem, answer.message);
  if (answer.kind === 'failed') throw new Error(answer.message);
  return answer.result;
}
