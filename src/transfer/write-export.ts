import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Recognizer, StoredPhoto } from '../clarifai/recognizer.js';
import { UserFacingError } from '../errors.js';
import type { PersonRegistry } from '../faces/person-registry.js';
import { EXPORT_FILE, EXPORT_FORMAT, EXPORT_VERSION, type ExportedPhoto, toExportedPerson } from './export-file.js';
import type { FindPicture, FoundPicture } from './find-picture.js';
import { buildSidecar } from './xmp/build-sidecar.js';
import { withXmp } from './xmp/jpeg-xmp.js';

export interface ExportOptions {
  /** A folder that doesn't exist yet, or is empty. */
  readonly folder: string;
  readonly embeddings: boolean;
  /** The picture of a photo; undefined if there is none any more. Left out: no pictures are exported. */
  readonly findPicture?: FindPicture | undefined;
  /** Called after each batch. */
  readonly onProgress?: (photos: number, of: number) => void;
}

export interface ExportCounts {
  readonly people: number;
  readonly photos: number;
  readonly answers: number;
  readonly pictures: number;
}

/** How many photos are read at once. */
const BATCH = 100;

/**
 * Writes everything that people entered to a folder, which appears once it is complete: {@link EXPORT_FILE}, and for each photo
 * with a picture that picture and an XMP sidecar. Photos that are JPEGs have the names inside as well.
 * @throws UserFacingError if the folder is in use or can't be written to.
 */
export async function writeExport(recognizer: Recognizer, options: ExportOptions): Promise<ExportCounts> {
  const target = resolve(options.folder);
  if (existsSync(target) && (await readdir(target)).length > 0) {
    throw new UserFacingError(`The folder ${target} is not empty. Name another one.`);
  }
  const unfinished = join(dirname(target), `.${randomUUID()}.part`);
  try {
    await mkdir(join(unfinished, 'photos'), { recursive: true, mode: 0o700 });
    const counts = await writeTo(unfinished, recognizer, options);
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
    return counts;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeTo(folder: string, recognizer: Recognizer, options: ExportOptions): Promise<ExportCounts> {
  const { engine } = await recognizer.checkSetup();
  const photoIds = await recognizer.transfer.listAnsweredPhotos();
  // After the answers, so that it has everyone who is named in them.
  const registry = await recognizer.people.registry();
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exportedAt: new Date(), engine };
  const counts = { people: registry.records.length, photos: 0, answers: 0, pictures: 0 };
  // Written piece by piece, because with embeddings it can be larger than a string can be.
  const file = await open(join(folder, EXPORT_FILE), 'w', 0o600);
  try {
    const people = registry.records.map(toExportedPerson);
    const refusals = [...(await recognizer.transfer.readRefusals())].map(([id, at]) => ({ id, at }));
    await file.write(`${JSON.stringify({ ...head, people, refusals }).slice(0, -1)},\n"photos":[`);
    for (let start = 0; start < photoIds.length; start += BATCH) {
      const ids = photoIds.slice(start, start + BATCH);
      for (const photo of await recognizer.transfer.readPhotos(ids, { embeddings: options.embeddings })) {
        const picture = await options.findPicture?.(photo);
        if (picture !== undefined) await writePicture(folder, { photo, picture, registry });
        await file.write(`${counts.photos === 0 ? '' : ','}\n${JSON.stringify(toExported(photo, picture))}`);
        counts.photos += 1;
        counts.answers += photo.answers.length;
        if (picture !== undefined) counts.pictures += 1;
      }
      options.onProgress?.(counts.photos, photoIds.length);
    }
    await file.write('\n]}\n');
    await file.sync();
  } finally {
    await file.close();
  }
  return counts;
}

function toExported(photo: StoredPhoto, picture: FoundPicture | undefined): ExportedPhoto {
  const { pictureUrl: _, ...rest } = photo;
  return {
    ...rest,
    ...(picture === undefined ? {} : { picture: `photos/${photo.id}.jpg` }),
    ...(picture?.mayHaveChanged === true ? { mayHaveChanged: true } : {}),
    alsoIn: [...photo.alsoIn],
    faces: photo.faces.map(({ embedding, ...face }) => ({
      ...face,
      ...(embedding === undefined ? {} : { embedding: [...embedding] }),
    })),
    answers: photo.answers.map(({ box, ...answer }) => ({ ...answer, ...(box === undefined ? {} : { box }) })),
  };
}

async function writePicture(
  folder: string,
  { photo, picture, registry }: { photo: StoredPhoto; picture: FoundPicture; registry: PersonRegistry },
): Promise<void> {
  const path = join(folder, 'photos', `${photo.id}.jpg`);
  const regions = photo.answers.flatMap((answer) => {
    if (answer.kind !== 'tag' || answer.box === undefined) return [];
    const person = registry.resolve({ id: answer.personId, name: '' });
    return person === undefined ? [] : [{ name: person.name, box: answer.box }];
  });
  const xmp = buildSidecar({ width: picture.width, height: picture.height, regions });
  await writeFile(path, withXmp(picture.jpeg, xmp), { mode: 0o600 });
  await writeFile(`${path}.xmp`, xmp, { mode: 0o600 });
}
