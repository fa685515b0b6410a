import type { KeptPhoto, NewPhoto, Recognizer } from '../../src/clarifai/recognizer.js';
import { ClarifaiError } from '../../src/clarifai/transport/errors.js';
import type {
  CollageMark,
  Face,
  FaceMark,
  GivenTag,
  Person,
  PersonRecord,
  PersonTraining,
  Photo,
  Rejection,
  Suggestion,
  Tag,
} from '../../src/faces/model.js';
import { createPeopleBook, resolveSuggestions, resolveTags } from '../../src/faces/person-registry.js';
import type { ModelChange, TrainingReport } from '../../src/faces/training-report.js';

/** A face of which the test knows whose it is. */
export interface FakeFace extends Face {
  /** How much it looks like whom, by person id; what a trained recogniser says about it. */
  readonly looksLike: Readonly<Record<string, number>>;
}

/** An honest recogniser in memory: it knows only what it was told, and names nobody before it was trained. */
export interface FakeRecognizer extends Recognizer {
  /** Calls in order, by name. */
  readonly calls: string[];
  readonly people: Map<string, Person>;
  /** Makes the next call of this method fail. */
  failNext(method: keyof Recognizer, error: Error): void;
  /** Runs before each call of this method, for tests that need it to take its time. */
  before(method: keyof Recognizer, hook: () => Promise<void>): void;
}

export interface FakeRecognizerSetup {
  /** What there is to be found on a photo, by our photo id. */
  readonly faces?: Readonly<Record<string, readonly FakeFace[]>>;
  readonly people?: readonly Person[];
  readonly engine?: string;
  /** Has to warm up before it says who somebody is. */
  readonly isCold?: boolean;
  /** What its trainings report, beside what follows from the tags. */
  readonly report?: Partial<TrainingReport>;
  /** What there is to go back or forward to. */
  readonly otherModel?: ModelChange;
  /** Starts with a recogniser that knows these people. */
  readonly trained?: boolean;
  /** Refuses to delete the faces it found, as a service may. */
  readonly keepsDetections?: boolean;
  /** Keeps the same picture once, as the real one does; otherwise all pictures differ, whatever their bytes. */
  readonly knowsPictures?: boolean;
}

type PostRef = Pick<NewPhoto['source'], 'channelId' | 'messageTs'>;

export function fakeFace(id: string, left: number, looksLike: Readonly<Record<string, number>> = {}): FakeFace {
  return { id, box: { left, top: 0.2, right: left + 0.1, bottom: 0.4 }, confidence: 0.99, looksLike };
}

export function clarifaiError(kind: ConstructorParameters<typeof ClarifaiError>[0]['kind']): ClarifaiError {
  return new ClarifaiError({ kind, rpc: 'PostInputs', description: `made to be ${kind}` });
}

export function createFakeRecognizer(setup: FakeRecognizerSetup = {}): FakeRecognizer {
  const photos = new Map<
    string,
    {
      source: NewPhoto['source'];
      picture: string;
      alsoIn: PostRef[];
      faces: readonly FakeFace[];
      tags: Map<string, Tag>;
      marks: Map<string, FaceMark>;
      rejections: Map<string, Rejection>;
      collage?: CollageMark;
    }
  >();
  const people = new Map((setup.people ?? []).map((person) => [person.id, person]));
  const calls: string[] = [];
  const failures = new Map<string, Error>();
  const hooks = new Map<string, () => Promise<void>>();
  let trained = new Map<string, number>(setup.trained === true ? [...people.keys()].map((id) => [id, 1]) : []);
  let trainedAt: Date | undefined = setup.trained === true ? new Date(0) : undefined;

  let trainedBy = '';
  const wishes = new Map<string, string>();
  const notes = new Map<string, Pick<PersonRecord, 'renames' | 'merged' | 'removed'>>();
  const UNCHANGED = { renames: [], merged: undefined, removed: undefined };
  const book = () =>
    createPeopleBook([...people.values()].map((one) => ({ ...UNCHANGED, ...one, ...notes.get(one.id) })));
  let changes = 0;
  /** Changes are a minute apart, so that tests can tell them apart. */
  const changedBy = (by: string) => ({ by, at: new Date(1_700_000_000_000 + changes++ * 60_000) });
  function note(id: string, change: Partial<PersonRecord>): void {
    const current = book().records.find((record) => record.id === id);
    if (current === undefined) throw clarifaiError('not_found');
    const { renames, merged, removed } = { ...current, ...change };
    notes.set(id, { renames, merged, removed });
    if (change.name !== undefined) people.set(id, { id, name: change.name });
  }
  function tagsAsGiven(): GivenTag[] {
    return [...photos]
      .flatMap(([photoId, { tags }]) => [...tags.values()].map((tag) => ({ ...tag, photoId })))
      .reverse();
  }

  async function enter(method: keyof Recognizer): Promise<void> {
    calls.push(method);
    await hooks.get(method)?.();
    const failure = failures.get(method);
    failures.delete(method);
    if (failure !== undefined) throw failure;
  }

  function sourceOf([photoId, { source, alsoIn }]: [string, { source: PostRef; alsoIn: readonly PostRef[] }]) {
    return { photoId, channelId: source.channelId, messageTs: source.messageTs, alsoIn };
  }

  function photo(id: string) {
    const found = photos.get(id);
    if (found === undefined) throw clarifaiError('not_found');
    return found;
  }

  return {
    calls,
    people,
    failNext: (method, error) => failures.set(method, error),
    before: (method, hook) => hooks.set(method, hook),
    async checkSetup() {
      await enter('checkSetup');
      return { engine: setup.engine ?? 'local-test' };
    },
    async addPhotos(added) {
      const kept: KeptPhoto[] = [];
      for (const { id: newId, picture: bytes, source } of added) {
        try {
          await enter('addPhotos');
          const picture = Buffer.from(bytes).toString('base64');
          const twin = [...photos].find(([, each]) => setup.knowsPictures === true && each.picture === picture)?.[0];
          const id = twin ?? newId;
          const known = photos.get(id)?.source;
          if (known === undefined) {
            photos.set(id, {
              source,
              picture,
              alsoIn: [],
              faces: setup.faces?.[id] ?? [],
              tags: new Map(),
              marks: new Map(),
              rejections: new Map(),
            });
            kept.push({ kind: 'added', photoId: id });
          } else {
            const forThisPost = known.channelId === source.channelId && known.messageTs === source.messageTs;
            if (!forThisPost) photos.get(id)?.alsoIn.push(source);
            kept.push({ kind: 'already there', photoId: id, forThisPost });
          }
        } catch (error) {
          if (!(error instanceof ClarifaiError)) throw error;
          kept.push({ kind: 'failed', error });
        }
      }
      return kept;
    },
    async readPhoto(id): Promise<Photo> {
      await enter('readPhoto');
      const { faces, tags, marks, rejections, collage } = photo(id);
      return {
        id,
        faces,
        tags: [...tags.values()].flatMap((tag) => {
          const person = book().resolve(tag.person);
          return person === undefined ? [] : [{ ...tag, person }];
        }),
        marks: [...marks.values()],
        rejections: [...rejections.values()].flatMap((rejection) => {
          const person = book().resolve(rejection.person);
          return person === undefined ? [] : [{ ...rejection, person }];
        }),
        ...(collage === undefined ? {} : { collage }),
      };
    },
    async suggest({ id, faces }, _picture, options) {
      await enter('suggest');
      if (setup.isCold === true) options?.onWarmingUp?.();
      const known = photo(id).faces;
      const byFace = new Map(
        faces.flatMap((face): [string, Suggestion[]][] => {
          if (trained.size === 0) return [];
          const likeness = known.find((each) => each.id === face.id)?.looksLike ?? {};
          const suggestions = [...trained.keys()].flatMap((personId) => {
            const person = people.get(personId);
            return person === undefined ? [] : [{ person, score: likeness[personId] ?? 0 }];
          });
          return [[face.id, suggestions.sort((a, b) => b.score - a.score)]];
        }),
      );
      return resolveSuggestions(book(), { engine: setup.engine ?? 'local-test', byFace });
    },
    async similarFaces({ photoId, faceId, personId }) {
      await enter('similarFaces');
      return [...photos].flatMap(([id, { tags }]) =>
        [...tags.values()]
          .filter((tag) => tag.person.id === personId && (id !== photoId || tag.faceId !== faceId))
          .map((tag) => ({ photoId: id, faceId: tag.faceId, likeness: 0.5 })),
      );
    },
    async listPeople() {
      await enter('listPeople');
      return book().people;
    },
    async readPeople() {
      await enter('readPeople');
      return book();
    },
    async renamePerson({ personId, name, by }) {
      await enter('renamePerson');
      const record = book().records.find(({ id }) => id === personId);
      note(personId, { name, renames: [...(record?.renames ?? []), { from: record?.name ?? '', ...changedBy(by) }] });
    },
    async undoRename({ personId, renamedAt }) {
      await enter('undoRename');
      const renames = book().records.find(({ id }) => id === personId)?.renames ?? [];
      const latest = renames.at(-1);
      if (latest?.at.getTime() !== renamedAt.getTime()) return;
      note(personId, { name: latest.from, renames: renames.slice(0, -1) });
    },
    async mergePeople({ personId, intoId, by }) {
      await enter('mergePeople');
      note(personId, { merged: { into: intoId, ...changedBy(by) } });
    },
    async splitPerson({ personId }) {
      await enter('splitPerson');
      note(personId, { merged: undefined });
    },
    async removePerson({ personId, by }) {
      await enter('removePerson');
      note(personId, { removed: changedBy(by) });
    },
    async restorePerson({ personId }) {
      await enter('restorePerson');
      note(personId, { removed: undefined });
    },
    async addPerson({ id = `person-${people.size + 1}`, name }) {
      await enter('addPerson');
      const person = people.get(id) ?? { id, name };
      people.set(id, person);
      return person;
    },
    async tagFace({ photoId, faceId, person, taggedBy }) {
      await enter('tagFace');
      const { tags, marks, rejections } = photo(photoId);
      tags.set(faceId, { faceId, person, taggedBy, taggedAt: new Date(0) });
      marks.delete(faceId);
      rejections.delete(`${faceId} ${person.id}`);
    },
    async untagFace({ photoId, faceId }) {
      await enter('untagFace');
      photo(photoId).tags.delete(faceId);
    },
    async markFace({ photoId, faceId, kind, markedBy }) {
      await enter('markFace');
      photo(photoId).marks.set(faceId, { faceId, kind, markedBy, markedAt: new Date(0) });
    },
    async unmarkFace({ photoId, faceId }) {
      await enter('unmarkFace');
      photo(photoId).marks.delete(faceId);
    },
    async rejectPerson({ photoId, faceId, person, rejectedBy }) {
      await enter('rejectPerson');
      photo(photoId).rejections.set(`${faceId} ${person.id}`, { faceId, person, rejectedBy, rejectedAt: new Date(0) });
    },
    async unrejectPerson({ photoId, faceId, personId }) {
      await enter('unrejectPerson');
      photo(photoId).rejections.delete(`${faceId} ${personId}`);
    },
    async markCollage({ photoId, markedBy }) {
      await enter('markCollage');
      photo(photoId).collage = { markedBy, markedAt: new Date(0) };
    },
    async unmarkCollage(photoId) {
      await enter('unmarkCollage');
      delete photo(photoId).collage;
    },
    async removePhoto(id) {
      await enter('removePhoto');
      photos.delete(id);
    },
    async train({ trainedBy: starter, onStep }) {
      await enter('train');
      const counts = new Map<string, number>();
      for (const { tags } of photos.values()) {
        for (const { person } of tags.values()) counts.set(person.id, (counts.get(person.id) ?? 0) + 1);
      }
      if (counts.size === 0) return { kind: 'nobody named' };
      for (const step of ['reading tags', 'building', 'waiting', 'switching over'] as const) onStep?.(step);
      const before = trained;
      const previousAt = trainedAt;
      trained = counts;
      trainedAt = new Date(1_700_000_000_000);
      trainedBy = starter;
      const rows = [...counts].flatMap(([personId, tags]): PersonTraining[] => {
        const person = people.get(personId);
        return person === undefined ? [] : [{ person, tags, tagsBefore: before.get(personId) }];
      });
      const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
      const gone = [...before.keys()].filter((id) => !counts.has(id)).flatMap((id) => people.get(id) ?? []);
      return {
        kind: 'trained',
        report: {
          people: rows.sort((a, b) => b.tags - a.tags),
          gone,
          previousAt,
          isPromoted: true,
          measurement: undefined,
          tagsKept: { before: total, kept: total, changed: 0, lost: [] },
          tookMs: 1234,
          ...setup.report,
        },
      };
    },
    async undoTraining() {
      await enter('undoTraining');
      return setup.otherModel ?? { kind: 'no other model' };
    },
    async promoteTraining() {
      await enter('promoteTraining');
      return setup.otherModel ?? { kind: 'no other model' };
    },
    async trainingState() {
      await enter('trainingState');
      const counts = new Map<string, number>();
      for (const { tags } of photos.values()) {
        for (const { person } of tags.values()) counts.set(person.id, (counts.get(person.id) ?? 0) + 1);
      }
      const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, each) => total + each, 0);
      const now = { people: counts.size, tags: sum(counts.values()) };
      if (trainedAt === undefined) return { last: undefined, now, tagsSince: now.tags };
      const last = { at: trainedAt, trainedBy, people: trained.size, tags: sum(trained.values()) };
      return { last, now, tagsSince: now.tags - last.tags };
    },
    async listTags() {
      await enter('listTags');
      return resolveTags(book(), tagsAsGiven());
    },
    async listTagsAsGiven() {
      await enter('listTagsAsGiven');
      return tagsAsGiven();
    },
    async listRecentPhotos(limit) {
      await enter('listRecentPhotos');
      return [...photos].map(sourceOf).reverse().slice(0, limit);
    },
    async findSources(photoIds) {
      await enter('findSources');
      return [...photos].filter(([id]) => photoIds.includes(id)).map(sourceOf);
    },
    async readTraces(personId) {
      await enter('readTraces');
      const { records } = book();
      const personIds = [personId];
      for (const id of personIds)
        personIds.push(...records.filter((one) => one.merged?.into === id).map((one) => one.id));
      const about = [...photos].map(([photoId, { tags, rejections }]) => ({
        photoId,
        faceIds: [...tags.values()].filter(({ person }) => personIds.includes(person.id)).map(({ faceId }) => faceId),
        isRejected: [...rejections.values()].some(({ person }) => personIds.includes(person.id)),
      }));
      return {
        personIds,
        names: records
          .filter(({ id }) => personIds.includes(id))
          .flatMap(({ name, renames }) => [name, ...renames.map(({ from }) => from)]),
        tags: about.flatMap(({ faceIds }) => faceIds).length,
        photos: about.filter(({ faceIds, isRejected }) => isRejected || faceIds.length > 0),
      };
    },
    async keepWishToForget({ personId, askedBy }) {
      await enter('keepWishToForget');
      wishes.set(personId, askedBy);
    },
    // Asked for at every start: not among the calls.
    async listWishesToForget() {
      return [...wishes].map(([personId, askedBy]) => ({ personId, askedBy }));
    },
    async forgetInModel(personIds) {
      await enter('forgetInModel');
      const before = trained.size;
      trained = new Map([...trained].filter(([id]) => !personIds.includes(id)));
      return trained.size < before ? 1 : 0;
    },
    async forgetFaces({ photoId, faceIds }) {
      await enter('forgetFaces');
      if (setup.keepsDetections === true) return false;
      const there = photo(photoId);
      there.faces = there.faces.filter(({ id }) => !faceIds.includes(id));
      return true;
    },
    async forgetSayings({ photoId, personIds }) {
      await enter('forgetSayings');
      const { tags, rejections } = photo(photoId);
      for (const sayings of [tags, rejections] as const) {
        for (const [key, { person }] of sayings) if (personIds.includes(person.id)) sayings.delete(key);
      }
    },
    async forgetNames(personIds) {
      await enter('forgetNames');
      for (const id of personIds) {
        people.delete(id);
        wishes.delete(id);
      }
    },
    async close() {
      await enter('close');
    },
  };
}
