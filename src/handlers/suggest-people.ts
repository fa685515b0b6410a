import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { Candidates, Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { searchByName } from '../faces/search-names.js';
import { thresholdsFor } from '../faces/thresholds.js';
import { orUndefined } from '../failures.js';
import type { Services } from '../services.js';
import { startDeadline } from '../slack/timeout.js';
import type { Explains } from '../views/face-choice.js';
import { readFaceControl } from '../views/face-controls.js';
import { NAME_FACE_ACTION } from '../views/name-form.js';
import { readPersonContext } from '../views/person-context.js';
import { buildPersonMenu } from '../views/person-menu.js';
import { sameAsOptions } from '../views/person-modal.js';
import { isOwnMessage } from './acknowledge.js';

type SuggestPeopleArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/**
 * In ms: how long a menu waits for the likely people while someone types. They come first in a menu, but someone who types knows the
 * name already.
 */
const TYPING_LIMIT_MS = 50;

/** The options of a face's menu. Anything that is not known in time is left out. */
export function createSuggestPeopleHandler(
  services: Pick<Services, 'recognizer' | 'candidateCache' | 'directory' | 'thresholds' | 'consent' | 'log' | 'bot'>,
): (args: SuggestPeopleArgs) => Promise<void> {
  const { recognizer, candidateCache, directory, log } = services;

  return async ({ ack, body, payload }) => {
    const message: unknown = body['message'];
    if (message !== undefined && !isOwnMessage(message, services.bot)) return ack({ options: [] });
    const deadline = startDeadline();
    const isInForm = payload.action_id === NAME_FACE_ACTION;
    const face = readFaceControl(payload);
    const reading = face && recognizer.photos.read(face.photoId);
    const forCandidates = payload.value === '' ? deadline : startDeadline(TYPING_LIMIT_MS);
    const inTime = <T>(work: Promise<T> | undefined, what: string, limit = deadline) =>
      work && limit.before(orUndefined(work, `Menu without ${what}`, log.warn));
    const [photo, found, { people, members }] = await Promise.all([
      inTime(reading, 'earlier answers'),
      inTime(reading?.then(candidateCache.recall), 'candidates', forCandidates),
      directory.suggestEveryone(deadline),
    ]);
    const groups = buildPersonMenu({
      query: payload.value,
      isInForm,
      shown: people.find(({ id }) => id === face?.candidateId),
      rejected: (photo?.rejections ?? []).filter(({ faceId }) => faceId === face?.faceId).map(({ person }) => person),
      isCollage: isInForm || photo === undefined || photo.faces.length < 2 ? undefined : photo.collage !== undefined,
      explains: isInForm ? undefined : face && photo && found && whatToExplain(photo, found, face.faceId),
      candidates: (face && found?.byFace.get(face.faceId)) ?? [],
      people,
      members,
      confirmsAgreement: services.consent !== 'off',
    });
    await ack(groups.length > 0 ? { option_groups: groups } : { options: [] });
  };

  function whatToExplain(photo: Photo, found: Candidates, faceId: string): Explains | undefined {
    const rows = nameFaces(photo, found, thresholdsFor(found, services.thresholds));
    const row = rows.find(({ face }) => face.id === faceId);
    if (row === undefined || row.candidates.length === 0) return undefined;
    if (row.verdict.kind === 'unknown') return 'similarity';
    return row.verdict.kind === 'sure' || row.verdict.kind === 'likely' ? 'name' : undefined;
  }
}

type SuggestArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/** The menu of people that someone may be the same as. */
export function createSuggestSameAsHandler(
  services: Pick<Services, 'directory'>,
): (args: SuggestArgs) => Promise<void> {
  return async ({ ack, body, payload }) => {
    const deadline = startDeadline();
    const { personId } = readPersonContext(body.view?.private_metadata ?? '');
    const { people } = await services.directory.suggestEveryone(deadline);
    const others = people.filter(({ id }) => id !== personId);
    await ack({ options: sameAsOptions(searchByName(others, payload.value)) });
  };
}
