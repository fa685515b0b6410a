import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import { inBatches } from '../../../src/clarifai/photos/photo-batches.js';
import type { AddPhotoResult, NewPhoto } from '../../../src/clarifai/recognizer.js';
import { resources, service } from '../../../src/clarifai-protocol.js';
import { createWorld, pictureOf, type World, type WorldOptions } from '../../support/clarifai-world.js';
import { type FakeClarifai, GrpcFailure, type Handler, status } from '../../support/fake-clarifai.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(worldOptions: Partial<WorldOptions> = {}, options: Partial<RecognizerOptions> = {}) {
  const world = createWorld(worldOptions);
  const opened = await openRecognizer(world.handlers, options);
  closing.push(opened.close);
  return { world, ...opened };
}

/** Different pictures, each of one face; the number makes them differ. */
const photos = (count: number, prefix = 'photo'): NewPhoto[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${prefix}-${index}`,
    picture: Uint8Array.from([1, index % 256, Math.floor(index / 256)]),
    source,
  }));

const kinds = (results: readonly AddPhotoResult[]): string[] =>
  results.map((each) => (each.kind === 'failed' ? each.error.kind : each.kind));

/** Answers these items with a status of their own instead of passing them on, as often as given. */
function refuse(
  { world, fake }: { world: World; fake: FakeClarifai },
  refusals: Map<string, { code: number; times: number }>,
): void {
  const postInputs = world.handlers.postInputs as Handler<'postInputs'>;
  fake.handlers.postInputs = async (request, nth) => {
    const refused = new Map<string, number>();
    const passed = request.getInputsList().filter((input) => {
      const refusal = refusals.get(input.getId());
      if (refusal === undefined || refusal.times-- <= 0) return true;
      refused.set(input.getId(), refusal.code);
      return false;
    });
    const asked = request.getInputsList();
    if (refused.size === 0) return await postInputs(request, nth);
    const answered = new service.PostInputsRequest().setInputsList(passed);
    const taken = new Map((await postInputs(answered, nth)).getInputsList().map((input) => [input.getId(), input]));
    return new service.MultiInputResponse()
      .setStatus(passed.length === 0 ? status(10020, 'Failure') : status(10010, 'Mixed Status'))
      .setInputsList(
        asked.map(
          (input) =>
            taken.get(input.getId()) ??
            new resources.Input().setId(input.getId()).setStatus(status(refused.get(input.getId()), 'Refused')),
        ),
      );
  };
}

describe('many photos at once', () => {
  it('go 128 to a call, and are waited for together', async () => {
    const { world, fake, recognizer } = await open({ pendingPolls: 2 });
    const results = await recognizer.photos.add(photos(300));
    expect(new Set(kinds(results))).toEqual(new Set(['added']));
    expect(results.map((each) => each.kind !== 'failed' && each.photoId)).toEqual(photos(300).map((photo) => photo.id));
    expect(world.inputs.size).toBe(300);
    expect(fake.count('postInputs')).toBe(3);
    expect(fake.count('listInputs')).toBe(9);
    expect(fake.count('getInput')).toBe(0);
  });

  it('go 128 MB to a call', () => {
    const large = (id: string) => ({ id, picture: new Uint8Array(19_000_000), source });
    const batches = inBatches(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(large));
    expect(batches.map((batch) => batch.length)).toEqual([6, 2]);
    expect(inBatches([])).toEqual([]);
  });

  it('are not held up by what else the application holds', async () => {
    const { world, fake, recognizer } = await open();
    for (let index = 0; index < 2_000; index++) {
      const old = new resources.Input().setId(`old-${index}`).setStatus(status(index % 2 ? 30002 : 30001));
      world.inputs.set(old.getId(), old);
    }
    const asked: string[][] = [];
    const listInputs = world.handlers.listInputs as Handler<'listInputs'>;
    fake.handlers.listInputs = (request, nth) => {
      asked.push(request.getIdsList());
      return listInputs(request, nth);
    };
    expect(kinds(await recognizer.photos.add(photos(3)))).toEqual(['added', 'added', 'added']);
    expect(asked.flat().every((id) => id.startsWith('photo-'))).toBe(true);
    expect(asked.every((ids) => ids.length > 0)).toBe(true);
  });

  it('end in a timeout only for those that are not done', async () => {
    const polling = { photo: { firstMs: 2, growth: 2, longestMs: 10, limitMs: 800 } };
    const { world, fake, recognizer } = await open({}, { polling });
    const listInputs = world.handlers.listInputs as Handler<'listInputs'>;
    fake.handlers.listInputs = async (request, nth) => {
      const reply = await listInputs(request, nth);
      return reply.setInputsList(reply.getInputsList().filter((input) => input.getId() !== 'photo-1'));
    };
    fake.handlers.getInput = (request) =>
      new service.SingleInputResponse()
        .setStatus(status())
        .setInput(new resources.Input().setId(request.getInputId()).setStatus(status(30003, 'In progress')));
    expect(kinds(await recognizer.photos.add(photos(3)))).toEqual(['added', 'timeout', 'added']);
  });
});

describe('a mixed answer', () => {
  it('is read photo by photo: a refused one does not affect the others', async () => {
    const opened = await open();
    refuse(opened, new Map([['photo-1', { code: 30101, times: 9 }]]));
    expect(kinds(await opened.recognizer.photos.add(photos(3)))).toEqual(['added', 'unreadable', 'added']);
    expect(opened.fake.count('postInputs')).toBe(1);
  });

  it('sends again what failed for a reason that passes, and only that', async () => {
    const opened = await open();
    refuse(opened, new Map([['photo-2', { code: 39996, times: 2 }]]));
    expect(kinds(await opened.recognizer.photos.add(photos(4)))).toEqual(['added', 'added', 'added', 'added']);
    expect(opened.fake.count('postInputs')).toBe(3);
    expect(opened.world.inputs.size).toBe(4);
  });

  it('sends again what was only dragged along by another', async () => {
    const opened = await open();
    refuse(
      opened,
      new Map([
        ['photo-0', { code: 30300, times: 9 }],
        ['photo-1', { code: 30002, times: 1 }],
        ['photo-2', { code: 30002, times: 1 }],
      ]),
    );
    expect(kinds(await opened.recognizer.photos.add(photos(3)))).toEqual(['unreadable', 'added', 'added']);
  });

  it('that is lost doubles nothing', async () => {
    const { world, recognizer } = await open({ loseAnswerOf: new Set(['postInputs']) });
    expect(kinds(await recognizer.photos.add(photos(5)))).toEqual(Array(5).fill('added'));
    expect(world.inputs.size).toBe(5);
  });

  it('distinguishes stored photos from new ones', async () => {
    const { recognizer, another } = await open();
    await recognizer.photos.add(photos(2));
    expect(kinds(await another().photos.add(photos(4)))).toEqual(['already there', 'already there', 'added', 'added']);
  });

  it('a refusal of the whole call that names no photo is found out one by one', async () => {
    const { world, fake, recognizer } = await open();
    const postInputs = world.handlers.postInputs as Handler<'postInputs'>;
    fake.handlers.postInputs = (request, nth) => {
      const isBad = request.getInputsList().some((input) => input.getId() === 'photo-1');
      return isBad
        ? new service.MultiInputResponse().setStatus(status(39999, 'Invalid request'))
        : postInputs(request, nth);
    };
    expect(kinds(await recognizer.photos.add(photos(3)))).toEqual(['added', 'rejected', 'added']);
  });

  it('a service that is away fails them all, once', async () => {
    const { fake, recognizer } = await open({}, { retry: { firstMs: 1, longestMs: 1, attempts: 3 } });
    fake.handlers.postInputs = () => {
      throw new GrpcFailure(14, 'connection refused');
    };
    expect(kinds(await recognizer.photos.add(photos(2)))).toEqual(['unavailable', 'unavailable']);
    expect(fake.count('postInputs')).toBe(3);
  });
});

describe('the same picture', () => {
  const picture = pictureOf(2);

  it('twice in one call is stored once', async () => {
    const { world, recognizer } = await open();
    const results = await recognizer.photos.add(['a', 'b'].map((id) => ({ id, picture, source })));
    expect(results).toEqual([
      { kind: 'added', photoId: 'a' },
      { kind: 'already there', photoId: 'a', forThisPost: false },
    ]);
    expect([...world.inputs.keys()]).toEqual(['a']);
  });

  it('under another id later is the stored photo', async () => {
    const { world, fake, recognizer } = await open();
    await recognizer.photos.add([{ id: 'a', picture, source }]);
    expect(await recognizer.photos.add([{ id: 'b', picture, source }])).toEqual([
      { kind: 'already there', photoId: 'a', forThisPost: false },
    ]);
    expect(fake.count('postInputs')).toBe(1);
    expect(world.inputs.size).toBe(1);
  });

  it.each(['here', 'by someone else'])('is sent again when the first was removed %s', async (where) => {
    const { world, recognizer, another } = await open();
    await recognizer.photos.add([{ id: 'a', picture, source }]);
    await (where === 'here' ? recognizer : another()).photos.remove('a');
    expect(await recognizer.photos.add([{ id: 'b', picture, source }])).toEqual([{ kind: 'added', photoId: 'b' }]);
    expect([...world.inputs.keys()]).toEqual(['b']);
  });
});

it.each([
  ['the same message', source, true],
  ['another message', { ...source, messageTs: '1700000000.000200' }, false],
])('a photo that another process stored for %s is reported as such', async (_where, from, forThisPost) => {
  const { recognizer, another } = await open();
  await another().photos.add([{ id: 'a', picture: pictureOf(1), source }]);
  expect(await recognizer.photos.add([{ id: 'a', picture: pictureOf(1), source: from }])).toEqual([
    { kind: 'already there', photoId: 'a', forThisPost },
  ]);
});

it('a photo whose search failed is searched again when it is added again', async () => {
  const { world, recognizer, another } = await open({ photoStatus: 30002 });
  expect(kinds(await recognizer.photos.add(photos(2)))).toEqual(['unreadable', 'unreadable']);
  world.options.photoStatus = 30000;
  expect(kinds(await recognizer.photos.add(photos(1)))).toEqual(['added']);
  expect(kinds(await another().photos.add(photos(2)))).toEqual(['already there', 'added']);
  expect(world.inputs.size).toBe(2);
});

it('stopping ends the wait for a batch', async () => {
  const { recognizer } = await open({ pendingPolls: 1e9 });
  const adding = recognizer.photos.add(photos(3));
  setTimeout(() => void recognizer.close(), 30);
  await expect(adding).rejects.toMatchObject({ kind: 'cancelled' });
});
