import { readFile } from 'node:fs/promises';
import { messageOf, UserFacingError } from '../errors.js';
import { addFilePhoto, createFindOrAddPerson, type FindOrAddPerson, type PictureImport } from './import-pictures.js';
import type { ImportReport } from './import-report.js';
import { matchRegions } from './match-regions.js';
import { readXmp } from './xmp/jpeg-xmp.js';
import { type NamedRegion, readSidecar } from './xmp/read-sidecar.js';

/** A picture with the file in which a photo manager stored the names in it. */
export interface SidecarPicture {
  readonly path: string;
  /** The path of the picture itself if it has the names inside. */
  readonly sidecar: string;
}

/** Adds pictures with the names that digiKam, Lightroom or another photo manager stored beside them. */
export async function importSidecars(
  tools: PictureImport,
  pictures: readonly SidecarPicture[],
  report: ImportReport,
): Promise<void> {
  const people = createFindOrAddPerson(tools.recognizer, () => report.addedPerson());
  for (const [index, picture] of pictures.entries()) {
    await importSidecar(tools, picture, people, report).catch((error: unknown) => {
      report.refused(picture.path, messageOf(error));
    });
    report.progress(index + 1, pictures.length);
  }
}

async function importSidecar(
  tools: PictureImport,
  { path, sidecar }: SidecarPicture,
  people: FindOrAddPerson,
  report: ImportReport,
): Promise<void> {
  const regions = await readRegions(sidecar, sidecar === path, report);
  if (regions.length === 0) return;
  const { photo, isNew } = await addFilePhoto(tools, await readFile(path));
  const answers = [];
  for (const { region, face } of matchRegions(regions, photo.faces)) {
    try {
      if (face === undefined) throw new UserFacingError(`no face was found where ${sidecar} has ${region.name}`);
      const person = await people.find(region.name);
      const about = { faceId: face.id, box: face.box, by: '', at: new Date() };
      answers.push({ kind: 'tag', personId: person.id, ...about } as const);
    } catch (error) {
      report.refused(path, messageOf(error));
    }
  }
  if (answers.length === 0) {
    if (isNew) await tools.recognizer.photos.remove(photo.id);
    return;
  }
  if (isNew) report.addedPhoto();
  const outcomes = await tools.recognizer.transfer.restoreAnswers({ photoId: photo.id, answers, people: people.found });
  for (const outcome of outcomes) report.answer(outcome, true);
}

async function readRegions(sidecar: string, isPicture: boolean, report: ImportReport): Promise<readonly NamedRegion[]> {
  try {
    const content = await readFile(sidecar);
    const regions = readSidecar(isPicture ? (readXmp(content) ?? '') : content.toString('utf8'));
    if (regions.length === 0) throw new UserFacingError('it names no face');
    return regions;
  } catch (error) {
    report.refused(sidecar, messageOf(error));
    return [];
  }
}
