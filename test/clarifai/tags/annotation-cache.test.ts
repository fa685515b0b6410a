import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../bench/support/shuffle.js';
import { createAnnotationCache } from '../../../src/clarifai/tags/annotation-cache.js';
import { type Annotation, resources, Timestamp } from '../../../src/clarifai-protocol.js';

/** A tag of the only face of a photo, as a service lists it. */
function tag(id: number, at: number): Annotation {
  const concept = new resources.Concept()
    .setId(`person-${id % 7}`)
    .setName('Ada')
    .setValue(1);
  const region = new resources.Region().setId(`face-${id}`).setData(new resources.Data().setConceptsList([concept]));
  return new resources.Annotation()
    .setId(`annotation-${id}`)
    .setInputId(`photo-${id}`)
    .setData(new resources.Data().setRegionsList([region]))
    .setCreatedAt(Timestamp.fromDate(new Date(at)));
}

/** A service with so many annotations, and a cache of them. */
function startWith(count: number) {
  let made = 0;
  const stored: Annotation[] = [];
  const calls: { page: number; perPage: number }[] = [];
  let beforeAnswer = () => {};
  let nowMs = 0;
  const add = () => stored.push(tag(made++, made * 1000));
  for (let index = 0; index < count; index++) add();
  const cache = createAnnotationCache(
    async (page, perPage) => {
      calls.push({ page, perPage });
      const answer = stored.slice((page - 1) * perPage, page * perPage);
      beforeAnswer();
      return answer;
    },
    { clock: { now: () => nowMs }, pageSize: 500 },
  );
  return {
    cache,
    stored,
    add,
    /** Deletes an annotation, as this process does or as another one. */
    remove(index: number, by: 'this process' | 'another') {
      const [removed] = stored.splice(index, 1);
      if (removed === undefined) throw new Error('there is no such annotation');
      const ids = { photoId: removed.getInputId(), annotationId: removed.getId() };
      if (by === 'this process') cache.dropAnnotations([ids]);
    },
    truth: () => stored.map((each) => each.getId()).reverse(),
    read: async () => (await cache.read()).map(({ annotationId }) => annotationId),
    callsOf: async (work: () => Promise<unknown>) => {
      calls.length = 0;
      await work();
      return calls.length;
    },
    whenListed(work: () => void) {
      beforeAnswer = () => {
        beforeAnswer = () => {};
        work();
      };
    },
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('the cache of annotations', () => {
  it('lists everything at first and then only what is new, with one call however many there are', async () => {
    const service = startWith(19_990);
    expect(await service.read()).toEqual(service.truth());
    service.add();
    expect(await service.callsOf(service.read)).toBe(1);
    expect(await service.read()).toEqual(service.truth());
  });

  it('returns the same array until something changes', async () => {
    const service = startWith(3000);
    const before = await service.cache.read();
    expect(await service.cache.read()).toBe(before);
    service.add();
    expect(await service.cache.read()).not.toBe(before);
  });

  it('needs no further call to know what this process deleted', async () => {
    const service = startWith(19_990);
    await service.read();
    service.remove(17, 'this process');
    expect(await service.callsOf(service.read)).toBe(1);
    expect(await service.read()).toEqual(service.truth());
  });

  it('finds what another process deleted, and lists only what comes after it', async () => {
    const service = startWith(19_990);
    await service.read();
    service.remove(18_000, 'another');
    expect(await service.callsOf(service.read)).toBeLessThan(15);
    expect(await service.read()).toEqual(service.truth());
  });

  it('drops the annotations of a deleted photo', async () => {
    const service = startWith(10);
    await service.read();
    service.stored.splice(3, 1);
    service.cache.dropPhotos(['photo-3']);
    expect(await service.read()).toEqual(service.truth());
  });

  it('does not bring back what was deleted while it was listed', async () => {
    const service = startWith(2000);
    service.whenListed(() => service.remove(4, 'this process'));
    expect(await service.read()).toEqual(service.truth());
  });

  it('includes what was added before a read, even if an earlier read is still running', async () => {
    const service = startWith(2000);
    await service.read();
    const earlier = service.read();
    service.add();
    service.cache.noteAdded();
    expect(await service.read()).toEqual(service.truth());
    await earlier;
  });

  it('shares a running read, as nothing was changed since it began', async () => {
    const service = startWith(1990);
    await service.read();
    expect(await service.callsOf(() => Promise.all([service.read(), service.read(), service.read()]))).toBe(1);
  });

  it('notices within minutes when another program changed an old annotation in place', async () => {
    const service = startWith(1200);
    await service.read();
    const changed = service.stored[3]?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0];
    changed?.setId('someone-else');
    for (let minute = 0; minute < 3; minute++) {
      service.wait(61_000);
      await service.read();
    }
    const tags = await service.cache.read();
    expect(tags.find(({ annotationId }) => annotationId === 'annotation-3')).toMatchObject({
      person: { id: 'someone-else' },
    });
  });

  it('rejects with the error of the service, and reads again next time', async () => {
    const service = startWith(10);
    service.whenListed(() => {
      throw new Error('no answer');
    });
    await expect(service.read()).rejects.toThrow('no answer');
    expect(await service.read()).toEqual(service.truth());
  });

  it('is always right, whoever adds and deletes in whatever order', async () => {
    const random = seededRandom(7);
    const service = startWith(1500);
    for (let round = 0; round < 60; round++) {
      for (let change = 0; change < Math.floor(random() * 4); change++) {
        const by = random() < 0.5 ? 'this process' : 'another';
        if (random() < 0.5) service.add();
        else service.remove(Math.floor(random() * service.stored.length), by);
      }
      expect(await service.read()).toEqual(service.truth());
    }
  });
});
