import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import { inBatches } from '../../../src/clarifai/photos/photo-batches.js';
import type { AddPhotoResult, NewPhoto } from '../../../src/clarifai/recognizer.js';
import { type Input, resources, service } from '../../../src/clarifai-protocol.js';
import { GrpcFailure, type Handlers, losesFirstAnswer, status } from '../../support/clarifai/scripted-replies.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(handlers: Handlers = {}, options: Partial<RecognizerOptions> = {}) {
  const opened = await openRecognizer(handlers, options);
  closing.push(opened.close);
  return opened;
}

/** Different pictures, each of one face. */
const photos = (count: number, prefix = 'photo'): NewPhoto[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${prefix}-${index}`,
    picture: fakePicture(`person-${index}`),
    source,
  }));

const stateOf = (input: Input, code: number, description: string) => input.setStatus(status(code, description));

/** Photos are in this state, however often they are asked for. */
function alwaysIn(code: number, description: string, which = (_id: string) => true): Handlers {
  return {
    async listInputs(_request, _nth, next) {
      const reply = await next();
      for (const input of reply.getInputsList()) if (which(input.getId())) stateOf(input, code, description);
      return reply;
    },
    async getInput(_request, _nth, next) {
      const reply = await next();
      const input = reply.getInput();
      if (input !== undefined && which(input.getId())) stateOf(input, code, description);
      return reply;
    },
  };
}

const idsOf = (inputs: readonly Input[]) => inputs.map((input) => input.getId());

const kinds = (results: readonly AddPhotoResult[]): string[] =>
  results.map((each) => (each.kind === 'failed' ? each.error.kind : each.kind));

/** Refuses these items with a status of their own instead of passing them on, as often as given. */
function refuse(refusals: Map<string, { code: number; times: number }>): Handlers {
  return {
    async postInputs(request, _nth, next) {
      const asked = request.getInputsList();
      const refused = new Map<string, number>();
      const passed = asked.filter((input) => {
        const refusal = refusals.get(input.getId());
        if (refusal === undefined || refusal.times-- <= 0) return true;
        refused.set(input.getId(), refusal.code);
        return false;
      });
      if (refused.size === 0) return await next();
      request.setInputsList(passed);
      const taken = passed.length === 0 ? [] : (await next()).getInputsList();
      return new service.MultiInputResponse()
        .setStatus(passed.length === 0 ? status(10020, 'Failure') : status(10010, 'Mixed Status'))
        .setInputsList(
          asked.map(
            (input) =>
              taken.find((each) => each.getId() === input.getId()) ??
              new resources.Input().setId(input.getId()).setStatus(status(refused.get(input.getId()), 'Refused')),
          ),
        );
    },
  };
}

describe('many photos at once', () => {
  it('go 128 to a call, and are waited for together', async () => {
    const { count, recognizer, stored } = await open();
    const results = await recognizer.photos.add(photos(300));
    expect(new Set(kinds(results))).toEqual(new Set(['added']));
    expect(results.map((each) => each.kind !== 'failed' && each.photoId)).toEqual(photos(300).map((photo) => photo.id));
    expect((await stored()).inputs).toHaveLength(300);
    expect(count('postInputs')).toBe(3);
    expect(count('listInputs')).toBeGreaterThanOrEqual(3);
    expect(count('getInput')).toBeLessThan(10);
  });

  it('go 128 MB to a call', () => {
    const large = (id: string) => ({ id, picture: new Uint8Array(19_000_000), source });
    const batches = inBatches(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(large));
    expect(batches.map((batch) => batch.length)).toEqual([6, 2]);
    expect(inBatches([])).toEqual([]);
  });

  it('are not held up by what else the application holds', async () => {
    const asked: string[][] = [];
    const { recognizer } = await open({
      listInputs(request, _nth, next) {
        asked.push(request.getIdsList());
        return next();
      },
    });
    await recognizer.photos.add(photos(5, 'old'));
    asked.length = 0;
    const others = photos(8).slice(5);
    expect(kinds(await recognizer.photos.add(others))).toEqual(['added', 'added', 'added']);
    expect(asked.flat().every((id) => id.startsWith('photo-'))).toBe(true);
    expect(asked.every((ids) => ids.length > 0)).toBe(true);
  });

  it('end in a timeout only for those that are not done', async () => {
    const polling = { photo: { firstMs: 2, growth: 2, longestMs: 10, limitMs: 800 } };
    const { recognizer } = await open(
      {
        async listInputs(_request, _nth, next) {
          const reply = await next();
          return reply.setInputsList(reply.getInputsList().filter((input) => input.getId() !== 'photo-1'));
        },
        getInput: (request) =>
          new service.SingleInputResponse()
            .setStatus(status())
            .setInput(stateOf(new resources.Input().setId(request.getInputId()), 30003, 'In progress')),
      },
      { polling },
    );
    expect(kinds(await recognizer.photos.add(photos(3)))).toEqual(['added', 'timeout', 'added']);
  });
});

describe('a mixed answer', () => {
  it('is read photo by photo: a refused one does not affect the others', async () => {
    const opened = await open(refuse(new Map([['photo-1', { code: 30101, times: 9 }]])));
    expect(kinds(await opened.recognizer.photos.add(photos(3)))).toEqual(['added', 'unreadable', 'added']);
    expect(opened.count('postInputs')).toBe(1);
  });

  it('sends again what failed for a reason that passes, and only that', async () => {
    const opened = await open(refuse(new Map([['photo-2', { code: 39996, times: 2 }]])));
    expect(kinds(await opened.recognizer.photos.add(photos(4)))).toEqual(['added', 'added', 'added', 'added']);
    expect(opened.count('postInputs')).toBe(3);
    expect((await opened.stored()).inputs).toHaveLength(4);
  });

  it('sends again what was only dragged along by another', async () => {
    const opened = await open(
      refuse(
        new Map([
          ['photo-0', { code: 30300, times: 9 }],
          ['photo-1', { code: 30002, times: 1 }],
          ['photo-2', { code: 30002, times: 1 }],
        ]),
      ),
    );
    expect(kinds(await opened.recognizer.photos.add(photos(3)))).toEqual(['unreadable', 'added', 'added']);
  });

  it('that is lost doubles nothing', async () => {
    const { stored, recognizer } = await open(losesFirstAnswer('postInputs'));
    expect(kinds(await recognizer.photos.add(photos(5)))).toEqual(Array(5).fill('added'));
    expect((await stored()).inputs).toHaveLength(5);
  });

  it('distinguishes stored photos from new ones', async () => {
    const { recognizer, another } = await open();
    await recognizer.photos.add(photos(2));
    expect(kinds(await another().photos.add(photos(4)))).toEqual(['already there', 'already there', 'added', 'added']);
  });

  it('a refusal of the whole call that names no photo is found out one by one', async () => {
    const { recognizer } = await open({
      postInputs(request, _nth, next) {
        const isBad = request.getInputsList().some((input) => input.getId() === 'photo-1');
        return isBad ? new service.MultiInputResponse().setStatus(status(39999, 'Invalid request')) : next();
      },
    });
    expect(kinds(await recognizer.photos.add(photos(3)))).toEqual(['added', 'rejected', 'added']);
  });

  it('a service that is away fails them all, once', async () => {
    const { count, recognizer } = await open(
      {
        postInputs: () => {
          throw new GrpcFailure(14, 'connection refused');
        },
      },
      { retry: { firstMs: 1, longestMs: 1, attempts: 3 } },
    );
    expect(kinds(await recognizer.photos.add(photos(2)))).toEqual(['unavailable', 'unavailable']);
    expect(count('postInputs')).toBe(3);
  });
});

describe('the same picture', () => {
  const picture = fakePicture('ada', 'grace');

  it('twice in one call is stored once', async () => {
    const { stored, recognizer } = await open();
    const results = await recognizer.photos.add(['a', 'b'].map((id) => ({ id, picture, source })));
    expect(results).toEqual([
      { kind: 'added', photoId: 'a' },
      { kind: 'already there', photoId: 'a', forThisPost: false },
    ]);
    expect(idsOf((await stored()).inputs)).toEqual(['a']);
  });

  it('under another id later is the stored photo', async () => {
    const { stored, count, recognizer } = await open();
    await recognizer.photos.add([{ id: 'a', picture, source }]);
    expect(await recognizer.photos.add([{ id: 'b', picture, source }])).toEqual([
      { kind: 'already there', photoId: 'a', forThisPost: false },
    ]);
    expect(count('postInputs')).toBe(1);
    expect((await stored()).inputs).toHaveLength(1);
  });

  it.each(['here', 'by someone else'])('is sent again when the first was removed %s', async (where) => {
    const { stored, recognizer, another } = await open();
    await recognizer.photos.add([{ id: 'a', picture, source }]);
    await (where === 'here' ? recognizer : another()).photos.remove('a');
    expect(await recognizer.photos.add([{ id: 'b', picture, source }])).toEqual([{ kind: 'added', photoId: 'b' }]);
    expect(idsOf((await stored()).inputs)).toEqual(['b']);
  });
});

it.each([
  ['the same message', source, true],
  ['another message', { ...source, messageTs: '1700000000.000200' }, false],
])('a photo that another process stored for %s is reported as such', async (_where, from, forThisPost) => {
  const { recognizer, another } = await open();
  await another().photos.add([{ id: 'a', picture: fakePicture('ada'), source }]);
  expect(await recognizer.photos.add([{ id: 'a', picture: fakePicture('ada'), source: from }])).toEqual([
    { kind: 'already there', photoId: 'a', forThisPost },
  ]);
});

it('a photo whose search failed is searched again when it is added again', async () => {
  const failed = new Set(['photo-0', 'photo-1']);
  const failing = alwaysIn(30002, 'Download failed', (id) => failed.has(id));
  const { stored, recognizer, another } = await open({
    ...failing,
    deleteInputs(request, _nth, next) {
      for (const id of request.getIdsList()) failed.delete(id);
      return next();
    },
  });
  expect(kinds(await recognizer.photos.add(photos(2)))).toEqual(['unreadable', 'unreadable']);
  expect(kinds(await recognizer.photos.add(photos(1)))).toEqual(['added']);
  expect(kinds(await another().photos.add(photos(2)))).toEqual(['already there', 'added']);
  expect((await stored()).inputs).toHaveLength(2);
});

it('stopping ends the wait for a batch', async () => {
  const { recognizer } = await open(alwaysIn(30001, 'Pending'));
  const adding = recognizer.photos.add(photos(3));
  setTimeout(() => void recognizer.close(), 30);
  await expect(adding).rejects.toMatchObject({ kind: 'cancelled' });
});
