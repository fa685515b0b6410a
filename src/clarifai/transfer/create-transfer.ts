import type { Operation } from '../operation.js';
import { readRefusals } from '../people/people.js';
import { addRepost } from '../photos/repost-sources.js';
import { listAnsweredPhotos, listAnswersBy, readStoredPhotos } from './read-stored-photos.js';
import { restoreAnswers } from './restore-answers.js';
import { restoreFaces } from './restore-faces.js';
import { restorePeople, restoreRefusals } from './restore-people.js';

/** Everything that people entered, as it is stored: to take it out of one application and into another. */
export type Transfer = ReturnType<typeof createTransfer>;

export function createTransfer(operation: Operation) {
  return {
    listAnsweredPhotos: operation(listAnsweredPhotos),
    listAnswersBy: operation(listAnswersBy),
    readPhotos: operation(readStoredPhotos),
    readRefusals: operation(readRefusals),
    restorePeople: operation(restorePeople),
    restoreRefusals: operation(restoreRefusals),
    restoreAnswers: operation(restoreAnswers),
    restoreFaces: operation(restoreFaces),
    addRepost: operation(addRepost),
  };
}
