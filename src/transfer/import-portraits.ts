import { readFile } from 'node:fs/promises';
import type { StoredPhoto } from '../clarifai/recognizer.js';
import { messageOf, UserFacingError } from '../errors.js';
import { addFilePhoto, createFindOrAddPerson, type PictureImport } from './import-pictures.js';
import type { ImportReport } from './import-report.js';

/** A picture of one person, whose name is that of its folder. */
export interface Portrait {
  readonly path: string;
  readonly name: string;
}

/**
 * Adds portraits as examples of people. A picture must have one face that models may learn from; any other is refused, and nothing is
 * stored of it. People of these names who are here already are meant.
 */
export async function importPortraits(
  tools: PictureImport,
  portraits: readonly Portrait[],
  report: ImportReport,
): Promise<void> {
  const people = createFindOrAddPerson(tools.recognizer, () => report.addedPerson());
  for (const [index, portrait] of portraits.entries()) {
    await importPortrait(tools, portrait, people, report).catch((error: unknown) => {
      report.refused(portrait.path, messageOf(error));
    });
    report.progress(index + 1, portraits.length);
  }
}

async function importPortrait(
  tools: PictureImport,
  { path, name }: Portrait,
  people: ReturnType<typeof createFindOrAddPerson>,
  report: ImportReport,
): Promise<void> {
  const { recognizer } = tools;
  const { photo, isNew } = await addFilePhoto(tools, await readFile(path));
  try {
    const face = onlyClearFace(photo);
    const person = await people.find(name);
    const answer = {
      kind: 'tag',
      faceId: face.id,
      box: face.box,
      personId: person.id,
      by: '',
      at: new Date(),
    } as const;
    const answers = [answer];
    const [outcome] = await recognizer.transfer.restoreAnswers({ photoId: photo.id, answers, people: people.found });
    if (outcome !== undefined) report.answer(outcome, true);
  } catch (error) {
    if (isNew) await recognizer.photos.remove(photo.id);
    throw error;
  }
  if (isNew) report.addedPhoto();
}

/** @throws UserFacingError if there is none, or more than one. */
function onlyClearFace({ faces }: StoredPhoto): StoredPhoto['faces'][number] {
  const [face] = faces;
  if (face === undefined) throw new UserFacingError('there is no face in it');
  if (faces.length > 1) throw new UserFacingError(`there are ${faces.length} faces in it, and it must show one person`);
  if (face.qualityIssue !== undefined) throw new UserFacingError(`its face is ${face.qualityIssue}`);
  return face;
}
