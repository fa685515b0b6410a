import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../src/errors.js';

/** The arguments of a benchmark are wrong. The message says how to call it. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}

/** What a folder of faces looks like, for the messages about wrong ones. */
export const FOLDER_LAYOUT = `A folder of faces has
  <person>/1.jpg, 2.jpg, …   a folder for each person, who is the face in the middle of each photo, or else the largest
  strangers/01.jpg, …        optional: photos of people who have no folder, one each
  groups/groups.json         optional: every face of the photos in groups/
More about it is in docs/face-engine.md, “Measure it yourself”.`;

/** A folder of labelled photos: one folder per person, `strangers/` and `groups/`. */
export interface FaceFolder {
  /** The person is the main face of each photo. */
  readonly people: ReadonlyMap<string, readonly PhotoFile[]>;
  /** No one in these is in `people`. */
  readonly strangers: readonly PhotoFile[];
  readonly groups: readonly GroupPhoto[];
}

export interface PhotoFile {
  /** Folder and file name, for example `ada/1.jpg`. */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

/** A photo of several people with labelled faces. */
export interface GroupPhoto extends PhotoFile {
  /** `name` is null for someone who is not in `people`, or not labelled; boxes are in pixels of the file. */
  readonly faces: readonly { readonly name: string | null; readonly box: PixelBox }[];
  /** Faces that count neither way. */
  readonly unclear: readonly PixelBox[];
  /** Portraits pasted side by side, which are also in the folders of their people. */
  readonly pasted: boolean;
}

/** Left, top, width and height in pixels. */
export type PixelBox = readonly [number, number, number, number];

const pixelBox = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const groupsFile = z.record(
  z.string(),
  z.object({
    people: z.array(z.object({ name: z.string().nullable(), box: pixelBox })),
    unclear: z.array(pixelBox).default([]),
    synthetic: z.boolean().default(false),
  }),
);

/** Folders that are not of a person. */
const special = new Set(['strangers', 'groups', 'formats', 'no-face']);

const isPicture = (file: string): boolean => /\.(jpe?g|png|webp|avif)$/i.test(file);

async function picturesIn(folder: string): Promise<PhotoFile[]> {
  const files = (await readdir(folder)).filter(isPicture).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return files.map((file) => ({ name: `${basename(folder)}/${file}`, read: () => readFile(join(folder, file)) }));
}

/** @throws BenchError if the file is missing or invalid. */
async function readGroups(folder: string): Promise<z.infer<typeof groupsFile>> {
  const file = join(folder, 'groups.json');
  try {
    return groupsFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new BenchError(`${file} cannot be read: ${problem}\n${FOLDER_LAYOUT}`);
  }
}

/**
 * Lists the photos in a folder of faces. `strangers/` and `groups/` may be missing.
 * @throws BenchError if there is no such folder, or groups.json is missing from `groups/` or invalid.
 */
export async function readFaceFolder(folder: string): Promise<FaceFolder> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new BenchError(`There is no folder of faces at ${folder}: ${messageOf(error)}.\n${FOLDER_LAYOUT}`);
  });
  const entries = found.filter((entry) => entry.isDirectory());
  const names = new Set(entries.map((entry) => entry.name));
  const people = new Map<string, PhotoFile[]>();
  for (const name of [...names].filter((entry) => !special.has(entry)).sort()) {
    const pictures = await picturesIn(join(folder, name));
    if (pictures.length > 0) people.set(name, pictures);
  }
  const groups: GroupPhoto[] = [];
  if (names.has('groups')) {
    const described = await readGroups(join(folder, 'groups'));
    for (const [file, { people: faces, unclear, synthetic }] of Object.entries(described)) {
      const read = () => readFile(join(folder, 'groups', file));
      groups.push({ name: `groups/${file}`, read, faces, unclear, pasted: synthetic });
    }
  }
  return { people, strangers: names.has('strangers') ? await picturesIn(join(folder, 'strangers')) : [], groups };
}
