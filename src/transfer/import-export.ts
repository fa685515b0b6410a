import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewPhoto, Recognizer } from '../clarifai/recognizer.js';
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
  const people = await recognizer.transfer.restorePeople(file.people.map(toPersonRecord));
  report.people(people);
  const names = new Map<string, Person>(file.people.map(({ id, name }) => [id, { id, name }]));
  const excluded = new Set(people.erased);
  for (let start = 0; start < file.photos.length; start += BATCH) {
    const batch = file.photos.slice(start, start + BATCH).map((photo) => ({
      ...photo,
      answers: photo.answers.filter((each) => !('personId' in each) || !excluded.has(each.personId)),
    }));
    const storedAs = await addMissing(recognizer, batch, options);
    for (const photo of batch) {
      const photoId = storedAs.get(photo.id);
      if (photoId === undefined) continue;
      const answers = photo.answers.map((each) => ({ ...each, box: each.box ?? boxOf(photo, each.faceId) }));
      const outcomes = await recognizer.transfer.restoreAnswers({ photoId, answers, people: names });
      for (const [index, outcome] of outcomes.entries()) report.answer(outcome, photo.answers[index]?.kind === 'tag');
    }
    report.progress(start + batch.length, file.photos.length);
  }
}

function boxOf(photo: ExportedPhoto, faceId: string) {
  return photo.faces.find(({ id }) => id === faceId)?.box;
}

/** Adds the photos that are not here yet. @returns what each is stored as, without those that can't be added. */
async function addMissing(
  recognizer: Recognizer,
  photos: readonly ExportedPhoto[],
  { path, findPicture, report }: ImportOptions,
): Promise<ReadonlyMap<string, string>> {
  const here = await recognizer.transfer.readPhotos(photos.map(({ id }) => id));
  const storedAs = new Map(here.map(({ id }) => [id, id]));
  const toAdd: NewPhoto[] = [];
  for (const photo of photos) {
    if (storedAs.has(photo.id)) continue;
    const picture =
      photo.picture === undefined ? await findPicture(photo.id) : await readPicture(join(dirname(path), photo.picture));
    if (picture === undefined) report.missingPicture(photo.id, photo.answers.length);
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
    report.addedPhoto();
    storedAs.set(added.id, result.photoId);
    for (const post of photos.find(({ id }) => id === added.id)?.alsoIn ?? []) {
      await recognizer.transfer.addRepost(result.photoId, post);
    }
  }
  return storedAs;
}

async function readPicture(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new UserFacingError(`${path} can’t be read (${systemErrorCode(error) ?? messageOf(error)}).`, {
      cause: error,
    });
  }
}
