import type { FaceAnswer } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { orUndefined } from '../../failures.js';
import { findRepliesToPost } from '../../replies/find-reply.js';
import type { UpdateReply } from '../../replies/update-reply.js';
import type { GroupSubmission } from '../../views/unnamed-faces.js';
import { WORDING } from '../../views/wording/general.js';
import { UNNAMED_WORDING } from '../../views/wording/unnamed-faces.js';
import type { Directory } from '../directory.js';
import type { PhotoIndex } from '../find/photo-index.js';
import { checkNotTakenOff } from '../identity/taken-off.js';
import { confirmed, interpret } from '../name-everyone/save-form.js';
import type { ResolvePerson } from '../resolve-person.js';
import { type ShowGroupsDeps, stillUnnamed } from './show-groups.js';

export type SaveGroupDeps = ShowGroupsDeps &
  Pick<Deps, 'backgroundSlack' | 'bot' | 'inBackground'> & {
    readonly directory: Directory;
    readonly resolvePerson: ResolvePerson;
    readonly updateReply: UpdateReply;
    readonly photoIndex: PhotoIndex;
  };

/** What became of a group. */
export interface GroupSaved {
  /** How many faces have the answer now. */
  readonly saved: number;
  /** Photos that the person was in already, whose face was left out. */
  readonly leftOut: number;
}

/**
 * Gives one answer to the chosen faces of a group with one call, and updates the replies in the background. A face that someone else
 * named meanwhile keeps that name.
 * @throws UserFacingError if nothing or no one was chosen, or the name cannot be used.
 */
export async function saveGroup(deps: SaveGroupDeps, submission: GroupSubmission, by: string): Promise<GroupSaved> {
  const { choice, text } = submission;
  if (submission.faces.length === 0) throw new UserFacingError(UNNAMED_WORDING.noFaceChosen);
  if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  const faces = await stillUnnamed(deps, by, submission.faces);
  if (faces.length === 0) throw new UserFacingError(UNNAMED_WORDING.namedMeanwhile);
  const meaning = await interpret(deps.directory, { choice, text });
  if ('why' in meaning) throw new UserFacingError(meaning.why);
  if (meaning.kind === 'flag') {
    const answers = faces.map(({ photoId, faceId }) => ({ photoId, faceId, by, means: { flag: meaning.flag } }));
    return { saved: await store(deps, answers), leftOut: 0 };
  }
  const person = await deps.resolvePerson(confirmed(meaning.person, by));
  const photos = new Map((await deps.photoIndex.read()).map((photo) => [photo.photoId, photo]));
  const free = faces.filter(({ photoId }) => photos.get(photoId)?.people.has(person.id) !== true);
  for (const face of free) await checkNotTakenOff(deps, face, person, by);
  const answers = free.map(({ photoId, faceId }): FaceAnswer => ({ photoId, faceId, by, means: { person } }));
  return { saved: await store(deps, answers), leftOut: faces.length - free.length };
}

/** @returns how many hold. */
async function store(deps: SaveGroupDeps, answers: readonly FaceAnswer[]): Promise<number> {
  if (answers.length === 0) return 0;
  const first = await deps.recognizer.tags.saveAnswers(answers);
  const photoIds = [...new Set(answers.map(({ photoId }) => photoId))];
  deps.inBackground(async () => {
    const sources = await deps.recognizer.photos.findSources(photoIds);
    const clients = { bot: deps.bot, slack: deps.backgroundSlack };
    for (const source of sources) {
      for (const { channelId, messageTs } of [source, ...(source.alsoIn ?? [])]) {
        const updating = findRepliesToPost(clients, channelId, messageTs).then(async (replies) => {
          for (const reply of replies) await deps.updateReply(reply, { through: deps.backgroundSlack });
        });
        await orUndefined(updating, 'A reply was not updated', deps.log.info);
      }
    }
  });
  return answers.length - first.length;
}
