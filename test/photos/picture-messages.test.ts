import { describe, expect, it } from 'vitest';
import { damagedPicture, PictureError } from '../../src/photos/picture-error.js';
import { fromAnswer, toAnswer } from '../../src/photos/picture-messages.js';

/** To another process and back: classes are lost on the way. */
const travel = <T>(value: T): T => structuredClone(value);

describe('work in another process', () => {
  it('has its result', async () => {
    const answer = await toAnswer(async () => ({ width: 3, height: 2 }));
    expect(fromAnswer(travel(answer))).toEqual({ width: 3, height: 2 });
  });

  it('may have nothing as its result', async () => {
    expect(fromAnswer(travel(await toAnswer(async () => undefined)))).toBeUndefined();
  });

  it('fails with what is wrong with the picture', async () => {
    const answer = await toAnswer(async () => {
      throw new PictureError('too-many-pixels', 'Please post a smaller copy.');
    });
    const failure = (() => {
      try {
        return fromAnswer(travel(answer));
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(PictureError);
    expect(failure).toMatchObject({ problem: 'too-many-pixels', message: 'Please post a smaller copy.' });
  });

  it('fails with where a bug is, which people are not shown', async () => {
    const answer = await toAnswer(async () => {
      throw new TypeError('a bug');
    });
    expect(answer).toMatchObject({ kind: 'failed', message: expect.stringMatching(/TypeError: a bug\n.*at /s) });
    expect(() => fromAnswer(travel(answer))).toThrow(/a bug/);
    expect(() => fromAnswer(travel(answer))).not.toThrow(PictureError);
  });
});

describe('a decoder’s error', () => {
  it('becomes one that says what to do, with the cause for the log', () => {
    const cause = new Error('VipsJpeg: premature end');
    expect(damagedPicture(cause)).toMatchObject({ problem: 'damaged', cause });
    expect(damagedPicture(cause).message).toMatch(/export it and post it again/);
    expect(damagedPicture(cause).message).not.toContain('Vips');
  });
});
