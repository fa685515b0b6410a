import { type NamedPeople, namedInAll } from '../../src/clarifai/photos/stored-faces.js';
import type {
  AddPhotoResult,
  EarlierTask,
  NamedFirst,
  NewPhoto,
  OtherTag,
  Recognizer,
} from '../../src/clarifai/recognizer.js';
import { ClarifaiError } from '../../src/clarifai/transport/errors.js';
import { isToBeAsked } from '../../src/faces/consent.js';
import type {
  Candidate,
  CollageFlag,
  ConsentMode,
  Face,
  FaceFlag,
  Person,
  PersonRecord,
  PersonTraining,
  Photo,
  PhotoAnswers,
  PhotoTag,
  Rejection,
  ShownFace,
  Tag,
} from '../../src/faces/model.js';
import {
  createPersonRegistry,
  type PersonRegistry,
  resolveCandidates,
  resolveTags,
} from '../../src/faces/person-registry.js';
import type { ModelChange, TrainingReport } from '../../src/faces/training-report.js';

/** A face whose person the test knows. */
export interface FakeFace extends Face {
  /** The scores a trained model gives it, by person id. */
  readonly scores: Readonly<Record<string, number>>;
  /** By default the service gives none. */
  readonly embedding?: readonly number[];
}

type Capability = 'photos' | 'tags' | 'people' | 'model' | 'tasks';

/** A method by its path, `tags.add` say. */
type RecognizerMethod =
  | 'checkSetup'
  | 'close'
  | { [C in Capability]: `${C}.${keyof Recognizer[C] & string}` }[Capability];

/** A recogniser in memory. It knows only what it was told, and names no one before its first training. */
export interface FakeRecognizer extends Recognizer {
  /** Calls in order. */
  readonly calls: RecognizerMethod[];
  readonly knownPeople: Map<string, Person>;
  /** Makes the next call of this method fail. */
  failNext(method: RecognizerMethod, error: Error): void;
  /** Runs before each call of this method, for tests in which it is slow. */
  before(method: RecognizerMethod, hook: () => Promise<void>): void;
}

export interface FakeRecognizerSetup {
  /** The faces on each photo, by our photo id. */
  readonly faces?: Readonly<Record<string, readonly FakeFace[]>>;
  readonly people?: readonly Person[];
  readonly engine?: string;
  /** Has to warm up before it names anyone. */
  readonly isCold?: boolean;
  /** Added to the report of each training, which otherwise follows from the tags. */
  readonly report?: Partial<TrainingReport>;
  /** The model version that can be switched to. */
  readonly otherModel?: ModelChange;
  /** Whether the model has been trained on these people before the test. */
  readonly trained?: boolean;
  /** Refuses to delete single faces, as a service may. */
  readonly refusesToDeleteFaces?: boolean;
  /** The time of new tags; by default long ago. */
  readonly now?: () => Date;
  /** Someone else's tag of a face that is given at the same moment as a new one, and stays. */
  readonly beatenBy?: (faceId: string) => OtherTag | undefined;
  /** What holds until people have answered whether they want to be recognised; by default they are. */
  readonly consent?: ConsentMode;
  /** Stores the same picture once, as the real one does. Otherwise all pictures differ, whatever their bytes. */
  readonly storesPicturesOnce?: boolean;
}

type PostRef = Pick<NewPhoto['source'], 'channelId' | 'messageTs'>;

export function fakeFace(id: string, left: number, scores: Readonly<Record<string, number>> = {}): FakeFace {
  return { id, box: { left, top: 0.2, right: left + 0.1, bottom: 0.4 }, confidence: 0.99, scores };
}

export function clarifaiError(kind: ConstructorParameters<typeof ClarifaiError>[0]['kind']): ClarifaiError {
  return new ClarifaiError({ kind, rpc: 'PostInputs', description: `made to be ${kind}` });
}

/** A map that tells of every change of its entries. */
class WatchedMap<K, V> extends Map<K, V> {
  readonly #changed: () => void;
  constructor(changed: () => void, entries: Iterable<readonly [K, V]> = []) {
    super();
    this.#changed = changed;
    for (const [key, value] of entries) this.set(key, value);
  }
  override set(key: K, value: V): this {
    this.#changed();
    return super.set(key, value);
  }
  override delete(key: K): boolean {
    this.#changed();
    return super.delete(key);
  }
  override clear(): void {
    this.#changed();
    super.clear();
  }
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
      flags: Map<string, FaceFlag>;
      rejections: Map<string, Rejection>;
      collage?: CollageFlag;
      shown?: readonly ShownFace[];
      named?: readonly string[];
    }
  >();
  let knownRegistry: PersonRegistry | undefined;
  const forgetRegistry = () => {
    knownRegistry = undefined;
  };
  const people = new WatchedMap(
    forgetRegistry,
    (setup.people ?? []).map((person) => [person.id, person] as const),
  );
  const tasks = new Map<string, EarlierTask>();
  const calls: RecognizerMethod[] = [];
  const failures = new Map<string, Error>();
  const endings = new Set<(reason: Error) => void>();
  const hooks = new Map<string, () => Promise<void>>();
  let trained = new Map<string, number>(setup.trained === true ? [...people.keys()].map((id) => [id, 1]) : []);
  let trainedAt: Date | undefined = setup.trained === true ? new Date(0) : undefined;

  let trainedBy = '';
  const erasureRequests = new Map<string, string>();
  const changesById = new WatchedMap<string, Omit<PersonRecord, 'id' | 'name'>>(forgetRegistry);
  const refusals = new WatchedMap<string, Date>(forgetRegistry);
  const UNCHANGED = { renames: [], merged: undefined, removed: undefined };
  // Kept until something changes, because every photo that is read asks for it.
  const registry = () => {
    knownRegistry ??= createPersonRegistry(
      [...people.values()].map((one) => ({ ...UNCHANGED, ...one, ...changesById.get(one.id) })),
      { mode: setup.consent ?? 'told', refusals },
    );
    return knownRegistry;
  };
  let changes = 0;
  /** Changes are a minute apart, so that tests can tell them apart. */
  const changedBy = (by: string) => ({ by, at: new Date(1_700_000_000_000 + changes++ * 60_000) });
  function changeRecord(id: string, change: Partial<PersonRecord>): void {
    const current = registry().records.find((record) => record.id === id);
    if (current === undefined) throw clarifaiError('not_found');
    const { id: _id, name: _name, ...changed } = { ...current, ...change };
    changesById.set(id, changed);
    if (change.name !== undefined) people.set(id, { id, name: change.name });
  }
  /** As the real one: someone who refused is added anew by their own answer only. */
  function addUnlessKnown(person: Person): void {
    if (people.has(person.id)) return;
    refusals.delete(person.id);
    people.set(person.id, person);
  }
  function recordOf(personId: string): PersonRecord | undefined {
    return registry().records.find(({ id }) => id === personId);
  }
  function checkMayBeNamed({ id, name }: Person): void {
    if (registry().refusedAt(id) === undefined) return;
    const advice = `${name} asked me never to name them, so I can’t use that name.`;
    throw new ClarifaiError({ kind: 'rejected', rpc: 'PostConcepts', description: 'refused', advice });
  }
  function tagsAsGiven(): PhotoTag[] {
    return [...photos]
      .flatMap(([photoId, { tags }]) => [...tags.values()].map((tag) => ({ ...tag, photoId })))
      .reverse();
  }

  function readPhoto(id: string): Photo {
    const { faces, tags, flags, rejections, collage } = photo(id);
    return {
      id,
      faces,
      tags: [...tags.values()].flatMap((tag) => {
        const person = registry().resolve(tag.person);
        return person === undefined ? [] : [{ ...tag, person }];
      }),
      flags: [...flags.values()],
      rejections: [...rejections.values()].flatMap((rejection) => {
        const person = registry().resolve(rejection.person);
        return person === undefined ? [] : [{ ...rejection, person }];
      }),
      ...(collage === undefined ? {} : { collage }),
    };
  }

  async function enter(method: RecognizerMethod): Promise<void> {
    calls.push(method);
    await Promise.race([hooks.get(method)?.(), aborted()]);
    const failure = failures.get(method);
    failures.delete(method);
    if (failure !== undefined) throw failure;
  }

  /** Rejects when running calls are ended. */
  function aborted(): Promise<never> {
    return new Promise((_resolve, reject) => endings.add(reject));
  }

  function noteNamed(id: string, people: NamedPeople): void {
    const named = namedInAll(photo(id), people);
    if (named !== undefined) photo(id).named = named;
  }

  function sourceOf([photoId, { source, alsoIn, shown, named }]: [
    string,
    { source: NewPhoto['source']; alsoIn: readonly PostRef[]; shown?: readonly ShownFace[]; named?: readonly string[] },
  ]) {
    const { channelId, messageTs, postedBy, isEarlier } = source;
    return {
      photoId,
      channelId,
      messageTs,
      alsoIn,
      ...(postedBy === undefined ? {} : { postedBy }),
      ...(isEarlier === undefined ? {} : { isEarlier }),
      ...(shown === undefined ? {} : { faces: shown }),
      ...(named === undefined ? {} : { named }),
    };
  }

  function photo(id: string) {
    const found = photos.get(id);
    if (found === undefined) throw clarifaiError('not_found');
    return found;
  }

  const notHere = async () => {
    throw new Error('Transfers need a real recogniser');
  };

  return {
    transfer: {
      listAnsweredPhotos: notHere,
      async listAnswersBy(by) {
        return tagsAsGiven()
          .filter(({ taggedBy }) => taggedBy === by)
          .map(({ photoId, faceId, person, taggedAt: at }) => {
            return { kind: 'tag', photoId, faceId, box: undefined, personId: person.id, by, at };
          });
      },
      async readPhotos(ids, { embeddings = false } = {}) {
        return ids.flatMap((id) => {
          const stored = photos.get(id);
          if (stored === undefined) return [];
          const { source, alsoIn } = stored;
          const faces = stored.faces.map(({ scores: _, ...face }) => ({
            ...face,
            ...(embeddings ? { embedding: [0.5, 0.25] } : {}),
          }));
          return [{ id, source, alsoIn, pictureUrl: undefined, embedVersionId: '', faces, answers: [] }];
        });
      },
      readRefusals: notHere,
      restorePeople: notHere,
      restoreRefusals: notHere,
      restoreAnswers: notHere,
      restoreFaces: notHere,
      addRepost: notHere,
    },
    calls,
    knownPeople: people,
    failNext: (method, error) => failures.set(method, error),
    before: (method, hook) => hooks.set(method, hook),
    photos: {
      async add(added) {
        const results: AddPhotoResult[] = [];
        for (const { id: newId, picture: bytes, source } of added) {
          try {
            await enter('photos.add');
            const picture = Buffer.from(bytes).toString('base64');
            const stored = [...photos].find(
              ([, each]) => setup.storesPicturesOnce === true && each.picture === picture,
            )?.[0];
            const id = stored ?? newId;
            const known = photos.get(id)?.source;
            if (known === undefined) {
              photos.set(id, {
                source,
                picture,
                alsoIn: [],
                faces: setup.faces?.[id] ?? [],
                tags: new Map(),
                flags: new Map(),
                rejections: new Map(),
              });
              results.push({ kind: 'added', photoId: id });
            } else {
              const forThisPost = known.channelId === source.channelId && known.messageTs === source.messageTs;
              if (!forThisPost) photos.get(id)?.alsoIn.push(source);
              results.push({ kind: 'already there', photoId: id, forThisPost });
            }
          } catch (error) {
            if (!(error instanceof ClarifaiError)) throw error;
            results.push({ kind: 'failed', error });
          }
        }
        return results;
      },
      async read(id): Promise<Photo> {
        await enter('photos.read');
        return readPhoto(id);
      },
      async readMany(ids) {
        await enter('photos.readMany');
        return new Map(ids.filter((id) => photos.has(id)).map((id) => [id, readPhoto(id)]));
      },
      async remove(id) {
        await enter('photos.remove');
        photos.delete(id);
      },
      async listRecent(limit) {
        await enter('photos.listRecent');
        return [...photos]
          .map(sourceOf)
          .filter(({ isEarlier }) => limit === Number.POSITIVE_INFINITY || isEarlier !== true)
          .reverse()
          .slice(0, limit);
      },
      async listAll() {
        await enter('photos.listAll');
        return [...photos].map(sourceOf).sort((a, b) => Number(b.messageTs) - Number(a.messageTs));
      },
      async storeFaces(id, faces, named) {
        await enter('photos.storeFaces');
        photo(id).shown = faces;
        if (named !== undefined) noteNamed(id, named);
      },
      async storeNamed(id, named) {
        await enter('photos.storeNamed');
        noteNamed(id, named);
      },
      async findSources(photoIds) {
        await enter('photos.findSources');
        return [...photos].filter(([id]) => photoIds.includes(id)).map(sourceOf);
      },
    },
    tags: {
      async findSimilar({ photoId, faceId, personId }) {
        await enter('tags.findSimilar');
        return [...photos].flatMap(([id, { tags }]) =>
          [...tags.values()]
            .filter((tag) => tag.person.id === personId && (id !== photoId || tag.faceId !== faceId))
            .map((tag) => ({ photoId: id, faceId: tag.faceId, similarity: 0.5 })),
        );
      },
      async add({ photoId, faceId, person, taggedBy }) {
        await enter('tags.add');
        checkMayBeNamed(person);
        const { tags, flags, rejections } = photo(photoId);
        const before = tags.get(faceId);
        const beatenBy = setup.beatenBy?.(faceId);
        const given = beatenBy ?? { person, by: taggedBy, at: setup.now?.() ?? new Date(0) };
        tags.set(faceId, { faceId, person: given.person, taggedBy: given.by, taggedAt: given.at });
        flags.delete(faceId);
        rejections.delete(`${faceId} ${person.id}`);
        const isOthers = before !== undefined && before.taggedBy !== taggedBy && beatenBy === undefined;
        return {
          beatenBy,
          replaced: isOthers ? [{ person: before.person, by: before.taggedBy, at: before.taggedAt }] : [],
        };
      },
      async saveAnswers(answers) {
        await enter('tags.saveAnswers');
        for (const { means } of answers) if ('person' in means) checkMayBeNamed(means.person);
        return answers.flatMap(({ photoId, faceId, by, means }): NamedFirst[] => {
          const { tags, flags, rejections } = photo(photoId);
          const tag = tags.get(faceId);
          if (tag !== undefined) return [{ photoId, faceId, person: tag.person, by: tag.taggedBy }];
          flags.delete(faceId);
          if ('flag' in means) flags.set(faceId, { faceId, kind: means.flag, flaggedBy: by, flaggedAt: new Date(0) });
          else {
            tags.set(faceId, { faceId, person: means.person, taggedBy: by, taggedAt: new Date(0) });
            rejections.delete(`${faceId} ${means.person.id}`);
          }
          return [];
        });
      },
      async remove({ photoId, faceId }) {
        await enter('tags.remove');
        photo(photoId).tags.delete(faceId);
      },
      async flag({ photoId, faceId, kind, flaggedBy }) {
        await enter('tags.flag');
        photo(photoId).flags.set(faceId, { faceId, kind, flaggedBy, flaggedAt: new Date(0) });
      },
      async unflag({ photoId, faceId }) {
        await enter('tags.unflag');
        photo(photoId).flags.delete(faceId);
      },
      async reject({ photoId, faceId, person, rejectedBy }) {
        await enter('tags.reject');
        photo(photoId).rejections.set(`${faceId} ${person.id}`, {
          faceId,
          person,
          rejectedBy,
          rejectedAt: new Date(0),
        });
      },
      async unreject({ photoId, faceId, personId }) {
        await enter('tags.unreject');
        photo(photoId).rejections.delete(`${faceId} ${personId}`);
      },
      async flagCollage({ photoId, flaggedBy }) {
        await enter('tags.flagCollage');
        photo(photoId).collage = { flaggedBy, flaggedAt: new Date(0) };
      },
      async unflagCollage(photoId) {
        await enter('tags.unflagCollage');
        delete photo(photoId).collage;
      },
      async list() {
        await enter('tags.list');
        return resolveTags(registry(), tagsAsGiven());
      },
      async readEmbeddings(photoIds) {
        await enter('tags.readEmbeddings');
        return photoIds.flatMap((photoId) =>
          (photos.get(photoId)?.faces ?? []).flatMap(({ id, embedding }) =>
            embedding === undefined ? [] : [{ photoId, faceId: id, embedding: Float32Array.from(embedding) }],
          ),
        );
      },
      async listAnswers() {
        await enter('tags.listAnswers');
        return new Map(
          [...photos].map(([photoId, { tags, flags, rejections }]): [string, PhotoAnswers] => [
            photoId,
            {
              tags,
              flagged: new Set(flags.keys()),
              rejections: [...rejections.values()].map(({ faceId, person }) => ({ faceId, personId: person.id })),
            },
          ]),
        );
      },
      async listAsGiven() {
        await enter('tags.listAsGiven');
        return tagsAsGiven();
      },
    },
    people: {
      async list() {
        await enter('people.list');
        // The real one lists people anew, too.
        return [...registry().people];
      },
      async registry() {
        await enter('people.registry');
        return registry();
      },
      async rename({ personId, name, by }) {
        await enter('people.rename');
        const record = registry().records.find(({ id }) => id === personId);
        changeRecord(personId, {
          name,
          renames: [...(record?.renames ?? []), { from: record?.name ?? '', ...changedBy(by) }],
        });
      },
      async undoRename({ personId, renamedAt }) {
        await enter('people.undoRename');
        const renames = registry().records.find(({ id }) => id === personId)?.renames ?? [];
        const latest = renames.at(-1);
        if (latest?.at.getTime() !== renamedAt.getTime()) return;
        changeRecord(personId, { name: latest.from, renames: renames.slice(0, -1) });
      },
      async merge({ personId, intoId, by }) {
        await enter('people.merge');
        changeRecord(personId, { merged: { into: intoId, ...changedBy(by) } });
      },
      async split({ personId }) {
        await enter('people.split');
        changeRecord(personId, { merged: undefined });
      },
      async remove({ personId, by }) {
        await enter('people.remove');
        changeRecord(personId, { removed: changedBy(by) });
      },
      async restore({ personId }) {
        await enter('people.restore');
        changeRecord(personId, { removed: undefined });
      },
      async add({ id = `person-${people.size + 1}`, name, confirmed }) {
        await enter('people.add');
        checkMayBeNamed({ id, name });
        const person = people.get(id) ?? { id, name };
        people.set(id, person);
        if (confirmed !== undefined) changeRecord(id, { confirmed });
        return person;
      },
      async setConsent({ person, consent }) {
        await enter('people.setConsent');
        addUnlessKnown(person);
        changeRecord(person.id, { consent });
      },
      async confirm({ personId, confirmed }) {
        await enter('people.confirm');
        if (recordOf(personId)?.confirmed === undefined) changeRecord(personId, { confirmed });
      },
      async claimAsking({ person, at }) {
        await enter('people.claimAsking');
        if (refusals.has(person.id)) return false;
        addUnlessKnown(person);
        const record = recordOf(person.id);
        if (record?.askedAt !== undefined || record?.consent !== undefined) return false;
        changeRecord(person.id, { askedAt: at });
        return true;
      },
      async isAskedAt({ personId, at }) {
        await enter('people.isAskedAt');
        return recordOf(personId)?.askedAt?.getTime() === at.getTime();
      },
      async setAskedIn({ personId, askedIn }) {
        await enter('people.setAskedIn');
        changeRecord(personId, { askedIn });
      },
      async setPhotosOfMe({ person, photosOfMe }) {
        await enter('people.setPhotosOfMe');
        addUnlessKnown(person);
        changeRecord(person.id, { photosOfMe });
      },
      async invite({ people: given, invited }) {
        await enter('people.invite');
        for (const person of given) {
          addUnlessKnown(person);
          const record = recordOf(person.id);
          if (record !== undefined && record.invited === undefined && isToBeAsked(record))
            changeRecord(person.id, { invited });
        }
      },
      async claimTold({ personId, photoId, claim }) {
        await enter('people.claimTold');
        const photosOfMe = recordOf(personId)?.photosOfMe;
        const told = photosOfMe?.told ?? [];
        if (photosOfMe?.choice !== 'at once' || told.some((each) => each.startsWith(`${photoId}/`))) return false;
        changeRecord(personId, { photosOfMe: { ...photosOfMe, told: [...told, `${photoId}/${claim}`] } });
        return true;
      },
      async whoTells({ personId, photoId }) {
        await enter('people.whoTells');
        const told = recordOf(personId)?.photosOfMe?.told ?? [];
        return told.find((each) => each.startsWith(`${photoId}/`))?.split('/')[1];
      },
      async claimDigest({ personId, last, at }) {
        await enter('people.claimDigest');
        const photosOfMe = recordOf(personId)?.photosOfMe;
        const isCurrent = photosOfMe?.lastDigestAt?.getTime() === last?.getTime();
        if (photosOfMe?.choice !== 'weekly' || !isCurrent) return false;
        changeRecord(personId, { photosOfMe: { ...photosOfMe, lastDigestAt: at } });
        return true;
      },
      async isDigestAt({ personId, at }) {
        await enter('people.isDigestAt');
        return recordOf(personId)?.photosOfMe?.lastDigestAt?.getTime() === at.getTime();
      },
      async noteSeen({ personIds, at }) {
        await enter('people.noteSeen');
        for (const id of personIds)
          changeRecord(id, { lastSeenAt: at, lapseToldAt: undefined, lapseClaimedAt: undefined });
      },
      async claimLapse({ personId, at, seenAt, interruptedBefore }) {
        await enter('people.claimLapse');
        const { lapseToldAt = seenAt, lapseClaimedAt = seenAt } = recordOf(personId) ?? {};
        if (lapseToldAt > seenAt || (lapseClaimedAt > seenAt && lapseClaimedAt >= interruptedBefore)) return false;
        changeRecord(personId, { lapseClaimedAt: at });
        return true;
      },
      async isLapseClaimedAt({ personId, at }) {
        await enter('people.isLapseClaimedAt');
        return recordOf(personId)?.lapseClaimedAt?.getTime() === at.getTime();
      },
      async setLapseTold({ personId, at }) {
        await enter('people.setLapseTold');
        if (recordOf(personId)?.lapseClaimedAt !== undefined)
          changeRecord(personId, { lapseToldAt: at, lapseClaimedAt: undefined });
      },
      async readTraces(personIds) {
        await enter('people.readTraces');
        const { records } = registry();
        const about = [...photos].map(([photoId, { tags, rejections }]) => ({
          photoId,
          faceIds: [...tags.values()].filter(({ person }) => personIds.includes(person.id)).map(({ faceId }) => faceId),
          isRejected: [...rejections.values()].some(({ person }) => personIds.includes(person.id)),
        }));
        return {
          names: records
            .filter(({ id }) => personIds.includes(id))
            .flatMap(({ name, renames }) => [name, ...renames.map(({ from }) => from)]),
          tags: about.flatMap(({ faceIds }) => faceIds).length,
          photos: about.filter(({ faceIds, isRejected }) => isRejected || faceIds.length > 0),
        };
      },
      async requestErasure({ personId, askedBy }) {
        await enter('people.requestErasure');
        erasureRequests.set(personId, askedBy);
      },
      // Asked for at every start: not among the calls.
      async listErasureRequests() {
        return [...erasureRequests].map(([personId, askedBy]) => ({ personId, askedBy }));
      },
      async eraseFromModel(personIds) {
        await enter('people.eraseFromModel');
        const before = trained.size;
        trained = new Map([...trained].filter(([id]) => !personIds.includes(id)));
        return trained.size < before ? 1 : 0;
      },
      async eraseFaces({ photoId, faceIds }) {
        await enter('people.eraseFaces');
        if (setup.refusesToDeleteFaces === true) return false;
        const there = photo(photoId);
        there.faces = there.faces.filter(({ id }) => !faceIds.includes(id));
        return true;
      },
      async eraseAnnotations({ photoId, personIds }) {
        await enter('people.eraseAnnotations');
        const { tags, rejections } = photo(photoId);
        for (const annotations of [tags, rejections] as const) {
          for (const [key, { person }] of annotations) if (personIds.includes(person.id)) annotations.delete(key);
        }
      },
      async eraseNames(personIds) {
        await enter('people.eraseNames');
        for (const id of personIds) {
          const refusedAt = registry().refusedAt(id);
          if (refusedAt !== undefined) refusals.set(id, refusedAt);
          people.delete(id);
          changesById.delete(id);
          erasureRequests.delete(id);
        }
      },
    },
    model: {
      async findCandidates({ id, faces }, _picture, options) {
        await enter('model.findCandidates');
        if (setup.isCold === true) options?.onWarmingUp?.();
        const known = photo(id).faces;
        const byFace = new Map(
          faces.flatMap((face): [string, Candidate[]][] => {
            if (trained.size === 0) return [];
            const scores = known.find((each) => each.id === face.id)?.scores ?? {};
            const candidates = [...trained.keys()].flatMap((personId) => {
              const person = people.get(personId);
              return person === undefined ? [] : [{ person, score: scores[personId] ?? 0 }];
            });
            return [[face.id, candidates.sort((a, b) => b.score - a.score)]];
          }),
        );
        return resolveCandidates(registry(), { engine: setup.engine ?? 'local-test', byFace });
      },
      async train({ trainedBy: starter }) {
        await enter('model.train');
        const counts = new Map<string, number>();
        for (const { tags } of photos.values()) {
          for (const { person } of tags.values()) counts.set(person.id, (counts.get(person.id) ?? 0) + 1);
        }
        if (counts.size === 0) return { kind: 'no one named' };
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
            tagDiff: { before: total, unchanged: total, changed: 0, lost: [] },
            tookMs: 1234,
            ...setup.report,
          },
        };
      },
      async undo() {
        await enter('model.undo');
        return setup.otherModel ?? { kind: 'no other model' };
      },
      async promote() {
        await enter('model.promote');
        return setup.otherModel ?? { kind: 'no other model' };
      },
      async state() {
        await enter('model.state');
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
    },
    tasks: {
      async list() {
        await enter('tasks.list');
        return [...tasks.values()];
      },
      async read(channelId) {
        await enter('tasks.read');
        return tasks.get(channelId);
      },
      async write(task) {
        await enter('tasks.write');
        tasks.set(task.channelId, task);
      },
    },
    async checkSetup() {
      await enter('checkSetup');
      return { engine: setup.engine ?? 'local-test' };
    },
    // Copies of the bot share a recogniser in some tests, so that calls after this one go on.
    abort(reason) {
      for (const end of endings) end(reason);
      endings.clear();
    },
    async close() {
      await enter('close');
    },
  };
}
