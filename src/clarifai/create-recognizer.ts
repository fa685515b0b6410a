import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { resolveSuggestions } from '../faces/person-registry.js';
import { createRunner } from './abort-scope.js';
import { checkSetup } from './check-setup.js';
import { type CropFace, predictFaces } from './model/find-candidates.js';
import { promoteTraining, undoTraining } from './model/promote-version.js';
import { createKnownLines } from './model/threshold-cache.js';
import { train } from './model/train.js';
import { readTrainingState } from './model/training-state.js';
import { openSession, type SessionOptions } from './open-session.js';
import {
  mergePeople,
  removePerson,
  renamePerson,
  restorePerson,
  splitPerson,
  undoRename,
} from './people/change-people.js';
import { forgetInModel } from './people/erase-from-model.js';
import {
  forgetFaces,
  forgetNames,
  forgetSayings,
  keepWishToForget,
  listWishesToForget,
  readTraces,
} from './people/erase-person.js';
import { addPerson, readPeople } from './people/people.js';
import { addPhotos } from './photos/add-photos.js';
import { removePhotos } from './photos/photos.js';
import { readPhoto } from './photos/read-photo.js';
import type { Recognizer } from './recognizer.js';
import {
  markCollage,
  markFace,
  rejectPerson,
  unmarkCollage,
  unmarkFace,
  unrejectPerson,
} from './tags/face-feedback.js';
import { findSources, listRecentPhotos, listTags, listTagsAsGiven } from './tags/list-tags.js';
import { createTakenBack } from './tags/recent-untags.js';
import { findSimilarFaces } from './tags/similar-faces.js';
import { tagFace, untagFace } from './tags/tag-face.js';

export interface RecognizerOptions extends SessionOptions {
  /** Needed only with a model that gives one answer for a whole picture: without it such photos of several people stay unnamed. */
  readonly cropFace?: CropFace;
}

/** How long after its search a photo without any sign of a model may still get one. */
const JUST_SEARCHED_MS = 15_000;

/**
 * Opens the door to a Clarifai service. Nothing is sent before the first call.
 * @throws UserFacingError when the address is none.
 */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const { session, close } = openSession(options);
  const { clock } = session;
  const { run, stop } = createRunner();
  const justSearched = new LRUCache<string, true>({ max: 1_000, ttl: JUST_SEARCHED_MS });
  const knownLines = createKnownLines(session);
  const takenBack = createTakenBack();
  let untrainedUntil = Number.NEGATIVE_INFINITY;
  const oneAfterTheOther = pLimit(1);
  /** Changes of people read before they write: two at once would undo each other. */
  const change = (call: { readonly signal?: AbortSignal } | undefined, work: (signal: AbortSignal) => Promise<void>) =>
    run(call, (signal) => oneAfterTheOther(() => work(signal)));

  return {
    checkSetup: (call) =>
      run(call, async (signal) => {
        session.forgetFaceModel();
        return { engine: (await checkSetup(session, signal)).modelId };
      }),
    addPhotos: (photos, call) =>
      run(call, async (signal) => {
        const kept = await addPhotos(session, photos, signal);
        for (const each of kept) if (each.kind !== 'failed') justSearched.set(each.photoId, true);
        return kept;
      }),
    readPhoto: (photoId, call) =>
      run(call, async (signal) => {
        const photo = await readPhoto(session, photoId, justSearched.has(photoId), signal);
        justSearched.delete(photoId);
        return photo;
      }),
    suggest: (photo, picture, call) =>
      run(call, async (signal) => {
        const engine = (await session.faceModel(signal)).modelId;
        if (photo.faces.length === 0 || clock.now() < untrainedUntil) return { engine, byFace: new Map() };
        const request = { photo, picture, cropFace: options.cropFace };
        const predicted = await predictFaces(session, request, call?.onWarmingUp, signal);
        if (predicted === undefined) {
          untrainedUntil = clock.now() + session.pace.untrainedForMs;
          return { engine, byFace: new Map() };
        }
        if (predicted.byFace.size === 0) return { engine, byFace: new Map() };
        const lines = await knownLines.find(predicted.versionId, engine, signal);
        return resolveSuggestions(await session.people(signal), { engine, lines, byFace: predicted.byFace });
      }),
    similarFaces: (wanted, call) => run(call, (signal) => findSimilarFaces(session, wanted, signal)),
    listPeople: (call) => run(call, async (signal) => (await readPeople(session, signal)).people),
    readPeople: (call) => run(call, (signal) => session.people(signal)),
    renamePerson: (rename, call) => change(call, (signal) => renamePerson(session, rename, signal)),
    undoRename: (rename, call) => change(call, (signal) => undoRename(session, rename, signal)),
    mergePeople: (merge, call) => change(call, (signal) => mergePeople(session, merge, signal)),
    splitPerson: (person, call) => change(call, (signal) => splitPerson(session, person, signal)),
    removePerson: (removal, call) => change(call, (signal) => removePerson(session, removal, signal)),
    restorePerson: (person, call) => change(call, (signal) => restorePerson(session, person, signal)),
    addPerson: (person, call) => run(call, (signal) => addPerson(session, person, signal)),
    tagFace: (tag, call) => run(call, (signal) => tagFace(session, tag, signal)),
    untagFace: (face, call) =>
      run(call, (signal) => {
        takenBack.addFace(face.photoId, face.faceId);
        return untagFace(session, face, signal);
      }),
    markFace: (mark, call) => run(call, (signal) => markFace(session, mark, signal)),
    unmarkFace: (face, call) => run(call, (signal) => unmarkFace(session, face, signal)),
    rejectPerson: (rejection, call) => run(call, (signal) => rejectPerson(session, rejection, signal)),
    unrejectPerson: (rejection, call) => run(call, (signal) => unrejectPerson(session, rejection, signal)),
    markCollage: (mark, call) => run(call, (signal) => markCollage(session, mark, signal)),
    unmarkCollage: (photoId, call) => run(call, (signal) => unmarkCollage(session, photoId, signal)),
    removePhoto: (photoId, call) =>
      run(call, (signal) => {
        takenBack.addPhoto(photoId);
        return removePhotos(session, [photoId], signal);
      }),
    train: (request, call) =>
      run(call, async (signal) => {
        // The base workflow may have moved on to another version of its model since the start.
        session.forgetFaceModel();
        const outcome = await train(session, request, takenBack, signal);
        untrainedUntil = Number.NEGATIVE_INFINITY;
        return outcome;
      }),
    undoTraining: (call) => run(call, (signal) => undoTraining(session, signal)),
    promoteTraining: (call) => run(call, (signal) => promoteTraining(session, signal)),
    trainingState: (call) => run(call, (signal) => readTrainingState(session, signal)),
    listTags: (call) => run(call, (signal) => listTags(session, signal)),
    listTagsAsGiven: (call) => run(call, (signal) => listTagsAsGiven(session, signal)),
    listRecentPhotos: (limit, call) => run(call, (signal) => listRecentPhotos(session, limit, signal)),
    findSources: (photoIds, call) => run(call, (signal) => findSources(session, photoIds, signal)),
    readTraces: (personId, call) => run(call, (signal) => readTraces(session, personId, signal)),
    keepWishToForget: (wish, call) => change(call, (signal) => keepWishToForget(session, wish, signal)),
    listWishesToForget: (call) => run(call, (signal) => listWishesToForget(session, signal)),
    forgetInModel: (personIds, call) => run(call, (signal) => forgetInModel(session, personIds, signal)),
    forgetFaces: (faces, call) =>
      run(call, (signal) => {
        for (const faceId of faces.faceIds) takenBack.addFace(faces.photoId, faceId);
        return forgetFaces(session, faces, signal);
      }),
    forgetSayings: (about, call) => run(call, (signal) => forgetSayings(session, about, signal)),
    forgetNames: (personIds, call) => run(call, (signal) => forgetNames(session, personIds, signal)),
    async close() {
      stop();
      close();
    },
  };
}
