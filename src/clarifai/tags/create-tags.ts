import type { Operation } from '../operation.js';
import { readEmbeddings } from './face-embeddings.js';
import { flagCollage, flagFace, rejectPerson, unflagCollage, unflagFace, unrejectPerson } from './face-feedback.js';
import { listAnswers } from './list-answers.js';
import { listTags, listTagsAsGiven } from './list-tags.js';
import { saveAnswers } from './save-answers.js';
import { findSimilarFaces } from './similar-faces.js';
import { addTag, removeTag } from './tag-face.js';

/** Tags, flags and rejections of faces. */
export type Tags = ReturnType<typeof createTags>;

export function createTags(operation: Operation) {
  return {
    add: operation(addTag),
    saveAnswers: operation(saveAnswers),
    remove: operation(removeTag),
    list: operation(listTags),
    listAsGiven: operation(listTagsAsGiven),
    listAnswers: operation(listAnswers),
    readEmbeddings: operation(readEmbeddings),
    findSimilar: operation(findSimilarFaces),
    flag: operation(flagFace),
    unflag: operation(unflagFace),
    reject: operation(rejectPerson),
    unreject: operation(unrejectPerson),
    flagCollage: operation(flagCollage),
    unflagCollage: operation(unflagCollage),
  };
}
