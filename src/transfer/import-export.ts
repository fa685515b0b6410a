import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewPhoto, Recognizer } from '../clarifai/recognizer.js';
import { faceIdOf } from '../clarifai/tags/detected-faces.js';
import { messageOf, systemErrorCode, UserFacingError } from '../errors.js';
import type { Person } from '../faces/model.js';
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportedPhoto,
  type ExportFile,
  exportFileSchema,
  toPersonRecord,
} from './export-file.js';
import type { ImportReport } from './import-report.js';
import { restoreConsent } from './restore-consent.js';
import { withoutXmp } from './xmp/jpeg-xmp.js';

/**
 * Reads the file of an export.
 * @throws UserFacingError if it can't be read, is of a later version, or is damaged.
 */
export async function readExportFile(path: string): Promise<ExportFile> {
  const content = await readJson(path);
  const parsed = exportFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { format, version } = headOf(content);
  if (format !== EXPORT_FORMAT) throw new UserFacingError(`${path} was not written by “npm run export”.`);
  if (typeof version === 'number' && version > EXPORT_VERSION) {
    throw new UserFacingError(`${path} was written by a newer Rollcall. Update Rollcall, then import it again.`);
  }
  const [issue] = parsed.error.issues;
  throw new UserFacingError(
    `${path} is damaged at ${issue?.path.join('.') ?? 'its beginning'}. Nothing was imported.`,
    {
      cause: parsed.error,
    },
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UserFacingError(`${path} is damaged: it is not JSON.`, { cause });
    throw new UserFacingError(`${path} can’t be read (${systemErrorCode(cause) ?? messageOf(cause)}).`, { cause });
  }
}

function headOf(content: unknown): { readonly format?: unknown; readonly version?: unknown } {
  return typeof content === 'object' && content !== null ? content : {};
}

/** How many photos are sent at once. */
const BATCH = 16;

export interface ImportOptions {
  /** The path of the export's file. */
  readonly path: string;
  /** The picture of a photo that the export has none of, and that is not stored here. */
  readonly findPicture: (photoId: string) => Promise<Uint8Array | undefined>;
  readonly report: ImportReport;
}

/**
 * Imports an export: people first, then the photos with the answers about their faces. What is here already stays, so that repeating
 * it changes nothing, and an interrupted import is completed by the next one.
 */
export async function importExport(recognizer: Recognizer, file: ExportFile, options: ImportOptions): Promise<void> {
  const { report } = options;
  await recognizer.transfer.restoreRefusals(new Map(file.refusals.map(({ id, at }) => [id, at])));
  const people = await recognizer.transfer.restorePeople(file.people.map(toPersonRecord));
  report.people(people);
  await restoreConsent(recognizer, file);
  const registry = await recognizer.people.registry();
  const names = new Map<string, Person>(file.people.map(({ id, name }) => [id, { id, name }]));
  const erased = new Set(people.erased);
  // Someone who asked never to be named may have done so here, after the export.
  const isExcluded = (id: string) => erased.has(id) || registry.refusedAt(id) !== undefined;
  for (let start = 0; start < file.photos.length; start += BATCH) {
    const batch = file.photos.slice(start, start + BATCH);
    const { storedAs, fresh } = await addMissing(recognizer, batch, options);
    for (const photo of batch) {
      const photoId = storedAs.get(photo.id);
      if (photoId === undefined) continue;
      const left = withoutBoxesIfChanged(withoutPeople(photo, isExcluded));
      if (fresh.has(photo.id)) await eraseOtherFaces(recognizer, photoId, left, report);
      const answers = left.answers.map((each) => ({ ...each, box: each.box ?? boxOf(left, each.faceId) }));
      const outcomes = await recognizer.transfer.restoreAnswers({ photoId, answers, people: names });
      for (const [index, outcome] of outcomes.entries()) report.answer(outcome, answers[index]?.kind === 'tag');
    }
    report.progress(start + batch.length, file.photos.length);
  }
}

/** The photo without the answers about some people, and without their faces. */
function withoutPeople(photo: ExportedPhoto, isExcluded: (personId: string) => boolean): ExportedPhoto {
  const tagged = new Set(
    photo.answers.flatMap((each) => (each.kind === 'tag' && isExcluded(each.personId) ? [each.faceId] : [])),
  );
  return {
    ...photo,
    faces: photo.faces.filter(({ id }) => !tagged.has(id)),
    answers: photo.answers.filter(
      (each) => !tagged.has(each.faceId) && !('personId' in each && isExcluded(each.personId)),
    ),
  };
}

/** In another picture, a face at the same place may be someone else's. The local Clarifai gives the same picture the same face ids. */
function withoutBoxesIfChanged(photo: ExportedPhoto): ExportedPhoto {
  if (photo.mayHaveChanged !== true) return photo;
  const { faces, answers } = photo;
  return {
    ...photo,
    faces: faces.map((face) => ({ ...face, box: NOWHERE })),
    answers: answers.map((answer) => ({ ...answer, box: NOWHERE })),
  };
}

/** Overlaps no face. */
const NOWHERE = { left: 0, top: 0, right: 0, bottom: 0 };

/** Faces that were erased before the export are found again in the picture, so they are erased again. */
async function eraseOtherFaces(
  recognizer: Recognizer,
  photoId: string,
  { faces }: ExportedPhoto,
  report: ImportReport,
): Promise<void> {
  const found = await recognizer.photos.read(photoId);
  const others = found.faces.filter(({ id, box }) => faceIdOf({ regionId: id, box }, faces) === undefined);
  if (others.length === 0) return;
  const faceIds = others.map(({ id }) => id);
  if (!(await recognizer.people.eraseFaces({ photoId, faceIds }))) {
    report.refused(photoId, 'the face service doesn’t delete the faces that the export doesn’t have');
  }
}

function boxOf(photo: ExportedPhoto, faceId: string) {
  return photo.faces.find(({ id }) => id === faceId)?.box;
}

interface StoredPhotos {
  /** What each photo is stored as, without those that can't be added. */
  readonly storedAs: ReadonlyMap<string, string>;
  /** Those that were added now, or by an import that was interrupted. */
  readonly fresh: ReadonlySet<string>;
}

/** Adds the photos that are not here yet. */
async function addMissing(
  recognizer: Recognizer,
  photos: readonly ExportedPhoto[],
  { path, findPicture, report }: ImportOptions,
): Promise<StoredPhotos> {
  const here = await recognizer.transfer.readPhotos(photos.map(({ id }) => id));
  const fresh = new Set(here.filter(({ answers }) => answers.length === 0).map(({ id }) => id));
  const storedAs = new Map(here.map(({ id }) => [id, id]));
  const toAdd: NewPhoto[] = [];
  for (const photo of photos) {
    if (storedAs.has(photo.id)) continue;
    const picture =
      photo.picture === undefined ? await findPicture(photo.id) : await readPicture(join(dirname(path), photo.picture));
    if (picture === undefined && (await recognizer.transfer.restoreFaces(photo))) {
      report.addedPhoto();
      fresh.add(photo.id);
      storedAs.set(photo.id, photo.id);
      await addReposts(recognizer, photo.id, photo);
    } else if (picture === undefined) report.missingPicture(photo.id, photo.answers.length);
    else toAdd.push({ id: photo.id, picture, source: photo.source });
  }
  const results = toAdd.length === 0 ? [] : await recognizer.photos.add(toAdd);
  for (const [index, result] of results.entries()) {
    const added = toAdd[index];
    if (added === undefined) continue;
    if (result.kind === 'failed') {
      report.refused(added.id, result.error.message);
      continue;
    }
    if (result.kind === 'added') {
      report.addedPhoto();
      fresh.add(added.id);
    }
    storedAs.set(added.id, result.photoId);
    await addReposts(
      recognizer,
      result.photoId,
      photos.find(({ id }) => id === added.id),
    );
  }
  return { storedAs, fresh };
}

async function addReposts(recognizer: Recognizer, photoId: string, photo: ExportedPhoto | undefined): Promise<void> {
  for (const post of photo?.alsoIn ?? []) await recognizer.transfer.addRepost(photoId, post);
}

async function readPicture(path: string): Promise<Uint8Array | undefined> {
  try {
    return withoutXmp(await readFile(path));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new UserFacingError(`${path} can’t be read (${systemErrorCode(error) ?? messageOf(error)}).`, {
      cause: error,
    });
  }
}
