import type { Deps } from '../../deps.js';
import { memberOfPerson } from '../../faces/ids.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { isDirectMessage } from '../../slack/conversations.js';

/** Deletes stored photos. If people gave one to be recognised by, what was learned from it goes, too. */
export interface Examples {
  deletePhoto(photoId: string): Promise<void>;
}

export function createExamples(
  deps: Pick<Deps, 'recognizer' | 'log'> & {
    readonly candidateCache: Pick<CandidateCache, 'forgetAll'>;
    /** Called after an example was deleted: the model has to be trained on what is left. */
    readonly onDeleted: () => void;
  },
): Examples {
  const { recognizer } = deps;
  return {
    async deletePhoto(photoId) {
      const personIds = await peopleGivenIn(photoId);
      await recognizer.photos.remove(photoId);
      if (personIds.length === 0) return;
      // A trained model has the mean of a person's faces, and of one face that is the face itself.
      await recognizer.people.eraseFromModel(personIds);
      deps.candidateCache.forgetAll();
      deps.log.info(`Photo ${photoId} was deleted as an example.`);
      deps.onDeleted();
    },
  };

  /** The people who gave the photo to be recognised by: they sent it in a direct message and are tagged in it by themselves. */
  async function peopleGivenIn(photoId: string): Promise<string[]> {
    const [source] = await recognizer.photos.findSources([photoId]);
    if (source === undefined || !isDirectMessage(source.channelId)) return [];
    const tags = (await recognizer.tags.listAsGiven()).filter((tag) => tag.photoId === photoId);
    return tags.flatMap(({ person, taggedBy }) => (memberOfPerson(person.id) === taggedBy ? [person.id] : []));
  }
}
