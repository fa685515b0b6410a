import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import type { Candidates, Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { thresholdsFor } from '../faces/thresholds.js';
import { explainFailure } from '../failures.js';
import type { Directory } from '../people/directory.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { type Explains, readFaceBlockId } from '../views/ids.js';
import { buildPersonMenu } from '../views/person-menu.js';

type SuggestPeopleArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/** A menu has to be answered within 3 s, and feels slow long before. */
const MENU_PATIENCE_MS = 1000;

/** Somebody opened the menu of a face, or types a name into it. */
export function createSuggestPeopleHandler(
  deps: Pick<Deps, 'recognizer' | 'thresholds' | 'log'> & {
    readonly directory: Directory;
    readonly candidateCache: CandidateCache;
  },
): (args: SuggestPeopleArgs) => Promise<void> {
  return async ({ ack, body, payload }) => {
    // Who is known here is no business of other workspaces.
    if (isOutsider(body)) return ack({ options: [] });
    const face = readFaceBlockId(payload.block_id);
    const [seen, photo, people, members] = await Promise.all([
      face === undefined ? undefined : deps.candidateCache.recallSoon(face.photoId),
      face === undefined ? undefined : readSoon(face.photoId),
      // Without the known people there are still the members, and the name that was typed.
      deps.directory.listPeople().catch((error: unknown) => {
        deps.log.warn(`Menu without known people: ${explainFailure(error, deps.log)}`);
        return [];
      }),
      deps.directory.listMembers(),
    ]);
    const candidates = (face && seen?.byFace.get(face.faceId)) ?? [];
    const groups = buildPersonMenu({
      query: payload.value,
      guess: people.find(({ id }) => id === face?.guessId),
      rejected: (photo?.rejections ?? []).filter(({ faceId }) => faceId === face?.faceId).map(({ person }) => person),
      isCollage: photo === undefined || photo.faces.length < 2 ? undefined : photo.collage !== undefined,
      explains: face && photo && seen && whatToExplain(photo, seen, face.faceId),
      candidates,
      people,
      members,
    });
    await ack(groups.length > 0 ? { option_groups: groups } : { options: [] });
  };

  function whatToExplain(photo: Photo, seen: Candidates, faceId: string): Explains | undefined {
    const rows = nameFaces(photo, seen, thresholdsFor(seen, deps.thresholds));
    const row = rows.find(({ face }) => face.id === faceId);
    if (row === undefined || row.candidates.length === 0) return undefined;
    if (row.verdict.kind === 'unknown') return 'likeness';
    return row.verdict.kind === 'sure' || row.verdict.kind === 'likely' ? 'name' : undefined;
  }

  /** What people said about the photo; undefined when it takes long, for then there is still the rest of the menu. */
  async function readSoon(photoId: string): Promise<Photo | undefined> {
    const reading = deps.recognizer.photos.read(photoId).catch((error: unknown) => {
      deps.log.warn(`Menu without what was said before: ${explainFailure(error, deps.log)}`);
      return undefined;
    });
    return within(MENU_PATIENCE_MS, reading);
  }
}
