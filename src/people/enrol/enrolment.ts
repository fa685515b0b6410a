import type { Deps } from '../../deps.js';
import { type ExampleProblem, judgeExample } from '../../faces/example.js';
import { memberOfPerson, photoIdsOfProfilePicture } from '../../faces/ids.js';
import type { Face, Person, Photo } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { thresholdsFor } from '../../faces/thresholds.js';
import { DownloadError } from '../../photos/download-photo.js';
import { createSingleFlight } from '../../single-flight.js';
import { findProfilePicture } from '../../slack/profile-picture.js';
import type { ResolvePerson } from '../resolve-person.js';

/** Why someone cannot be recognised by a picture they gave. */
type EnrolmentProblem =
  | ExampleProblem
  /** Slack only has a drawing, or a picture that was not uploaded to it. */
  | { readonly kind: 'no picture' }
  /** The face is, or surely looks like, another member. */
  | { readonly kind: 'someone else' };

export type EnrolmentResult =
  | {
      readonly kind: 'enrolled';
      readonly person: Person;
      /** Someone without an account whom the face surely looks like: probably the same person. */
      readonly looksLike: Person | undefined;
    }
  | { readonly kind: 'refused'; readonly problem: EnrolmentProblem };

/** A stored photo, and its picture as a JPEG. */
interface StoredPicture {
  readonly photo: Photo;
  readonly jpeg: Uint8Array;
}

/** Learns people from pictures that they gave of themselves. Call it only for people who agreed to be recognised. */
export interface Enrolment {
  /**
   * Learns a member from their Slack profile picture. Their earlier one is deleted; a picture that will not do is not stored.
   * @throws UserFacingError or ClarifaiError if the picture cannot be read or stored.
   */
  fromProfilePicture(userId: string): Promise<EnrolmentResult>;
  /** Learns a member from a stored photo. A photo that will not do stays as it is. */
  fromPhoto(userId: string, picture: StoredPicture): Promise<EnrolmentResult>;
  /** Deletes the profile picture of a member, and what was learned from it. */
  deleteProfilePicture(userId: string): Promise<void>;
}

export function createEnrolment(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'bot' | 'thresholds' | 'log'> & {
    readonly resolvePerson: ResolvePerson;
    /** Called after someone was enrolled. */
    readonly onEnrolled: () => void;
  },
): Enrolment {
  const { recognizer } = deps;
  const running = createSingleFlight<EnrolmentResult>();

  return {
    fromProfilePicture: (userId) => running.run(userId, () => fromProfilePicture(userId)),
    fromPhoto: enrol,
    async deleteProfilePicture(userId) {
      for (const photoId of photoIdsOfProfilePicture(userId)) await recognizer.photos.remove(photoId);
    },
  };

  async function fromProfilePicture(userId: string): Promise<EnrolmentResult> {
    const jpeg = await fetchProfilePicture(userId);
    if (jpeg === undefined) return refuse({ kind: 'no picture' });
    const ids = photoIdsOfProfilePicture(userId);
    const tagged = new Set((await recognizer.tags.listAsGiven()).map(({ photoId }) => photoId));
    const [first, second] = ids;
    const free = tagged.has(first) ? second : first;
    // What an interrupted enrolment left.
    await recognizer.photos.remove(free);
    const source = { teamId: deps.bot.teamId, channelId: '', messageTs: '' };
    const [added] = await recognizer.photos.add([{ id: free, picture: jpeg, source }]);
    if (added === undefined) throw new Error('The profile picture was not stored');
    if (added.kind === 'failed') throw added.error;
    const photo = await recognizer.photos.read(added.photoId);
    let result: EnrolmentResult | undefined;
    try {
      result = await enrol(userId, { photo, jpeg });
    } finally {
      if (result?.kind !== 'enrolled' && added.photoId === free) await recognizer.photos.remove(free);
    }
    if (result.kind === 'enrolled') {
      for (const id of ids) if (tagged.has(id) && id !== added.photoId) await recognizer.photos.remove(id);
    }
    return result;
  }

  /** @returns undefined if the member has not uploaded one to Slack. */
  async function fetchProfilePicture(userId: string): Promise<Uint8Array | undefined> {
    const url = await findProfilePicture(deps, userId);
    if (url === undefined) return undefined;
    try {
      return (await deps.photos.prepare(await deps.photos.downloadProfilePicture(url))).jpeg;
    } catch (error) {
      if (error instanceof DownloadError && error.problem === 'not-allowed') return undefined;
      throw error;
    }
  }

  async function enrol(userId: string, { photo, jpeg }: StoredPicture): Promise<EnrolmentResult> {
    const judged = judgeExample(photo.faces);
    if ('problem' in judged) return refuse(judged.problem);
    const person = await deps.resolvePerson({ kind: 'member', userId });
    const { face } = judged;
    const other = await findOther(photo, face, jpeg, person);
    if (other?.hasAccount === true) return refuse({ kind: 'someone else' });
    await recognizer.tags.add({ photoId: photo.id, faceId: face.id, person, taggedBy: userId });
    deps.log.info(`${userId} was enrolled from photo ${photo.id}.`);
    deps.onEnrolled();
    return { kind: 'enrolled', person, looksLike: other?.person };
  }

  /** Whom else the face is tagged as or surely recognised as. */
  async function findOther(photo: Photo, face: Face, jpeg: Uint8Array, self: Person) {
    const tag = photo.tags.find(({ faceId }) => faceId === face.id);
    const candidates = await recognizer.model.findCandidates(photo, jpeg, {});
    const [row] = nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds));
    const person = tag?.person ?? (row?.verdict.kind === 'sure' ? row.verdict.person : undefined);
    if (person === undefined || person.id === self.id) return undefined;
    const registry = await recognizer.people.registry();
    const ids = [person.id, ...registry.idsOf(person.id)];
    return { person, hasAccount: ids.some((id) => memberOfPerson(id) !== undefined) };
  }
}

function refuse(problem: EnrolmentProblem): EnrolmentResult {
  return { kind: 'refused', problem };
}
