import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { messageOf, systemErrorCode, UserFacingError } from '../errors.js';
import { EXPORT_FILE } from './export-file.js';
import type { Portrait } from './import-portraits.js';
import type { SidecarPicture } from './import-sidecars.js';
import { readXmp } from './xmp/jpeg-xmp.js';
import { readSidecar } from './xmp/read-sidecar.js';

/** What a path holds: an export; or pictures, with names in sidecars or in the names of their folders. */
export type FoundImports =
  | { readonly kind: 'export'; readonly path: string }
  | {
      readonly kind: 'pictures';
      readonly portraits: readonly Portrait[];
      readonly sidecars: readonly SidecarPicture[];
      /** Files that can't be imported, with the reason. */
      readonly refused: readonly { readonly path: string; readonly why: string }[];
    };

const PICTURES = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.heic',
  '.heif',
  '.avif',
  '.tif',
  '.tiff',
  '.gif',
  '.bmp',
]);
/** Files that systems and photo managers leave in folders. */
const IGNORED = /^(?:\.|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Finds what can be imported. A picture with a sidecar (`photo.jpg.xmp` as digiKam writes it, or `photo.xmp` as Lightroom does), or
 * with names inside, is imported with these names. Any other picture is a portrait of the person that its folder is named after.
 * @throws UserFacingError if there is nothing at the path.
 */
export async function findImports(path: string): Promise<FoundImports> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new UserFacingError(`${path} can’t be read (${systemErrorCode(cause) ?? messageOf(cause)}).`, { cause });
  });
  if (info.isFile()) return { kind: 'export', path };
  const files = await listFiles(path);
  const exported = join(path, EXPORT_FILE);
  if (files.includes(exported)) return { kind: 'export', path: exported };
  return await sortPictures(path, files);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !IGNORED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function sortPictures(root: string, files: readonly string[]): Promise<FoundImports> {
  const pictures = files.filter((file) => PICTURES.has(extname(file).toLowerCase()));
  const sidecarFiles = files.filter((file) => extname(file).toLowerCase() === '.xmp');
  const portraits: Portrait[] = [];
  const sidecars: SidecarPicture[] = [];
  const refused: { path: string; why: string }[] = [];
  const used = new Set<string>();
  for (const path of pictures) {
    const beside = sidecarFiles.find((file) => isSidecarOf(file, path));
    const sidecar = beside ?? ((await hasNamesInside(path)) ? path : undefined);
    if (sidecar !== undefined) {
      used.add(sidecar);
      sidecars.push({ path, sidecar });
    } else {
      const name = personOf(root, path);
      if (name !== undefined) portraits.push({ path, name });
      else refused.push({ path, why: 'it has no XMP file, and is in no folder that is named after a person' });
    }
  }
  for (const path of files) {
    if (pictures.includes(path) || used.has(path)) continue;
    refused.push({ path, why: sidecarFiles.includes(path) ? 'there is no picture beside it' : 'it is not a picture' });
  }
  return { kind: 'pictures', portraits, sidecars, refused };
}

/** The name of the closest folder with a letter in it: "Ada/2024/1.jpg" is a portrait of Ada. */
function personOf(root: string, path: string): string | undefined {
  return dirname(relative(root, path))
    .split(sep)
    .reverse()
    .find((folder) => /\p{L}/u.test(folder));
}

async function hasNamesInside(picture: string): Promise<boolean> {
  const xmp = /\.jpe?g$/i.test(picture) ? readXmp(await readFile(picture)) : undefined;
  try {
    return xmp !== undefined && readSidecar(xmp).length > 0;
  } catch (error) {
    // A portrait needs no names inside.
    if (error instanceof UserFacingError) return false;
    throw error;
  }
}

function isSidecarOf(sidecar: string, picture: string): boolean {
  const stem = sidecar.slice(0, -extname(sidecar).length);
  return stem === picture || stem === picture.slice(0, -extname(picture).length);
}
