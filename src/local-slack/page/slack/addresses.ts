import { tokenOf } from './api.js';
import type { ImageSource } from './blocks.js';
import type { SlackFile } from './types.js';

/**
 * Where an `<img>` finds a private file: on our own origin (the server names another one in its replies), with the
 * person's token in the address, since an `<img>` cannot send a header.
 */
export function imageAddress(url: string, user: string): string {
  return `${pathOf(url)}?t=${tokenOf(user)}`;
}

/** The path of an address on this server. */
export function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/u, '');
}

/** The rendition of a photo that is sharp enough for a timeline; undefined for what is not a picture. */
export function thumbnailOf(file: SlackFile, user: string): string | undefined {
  if (!isPicture(file)) return undefined;
  const url = file.thumb_720 ?? file.thumb_480 ?? file.thumb_360 ?? file.url_private;
  return url && imageAddress(url, user);
}

/** The whole photo, as large as browsers can show it. */
export function pictureOf(file: SlackFile, user: string): string | undefined {
  if (!isPicture(file)) return undefined;
  const canShow = /^image\/(?:jpeg|png|gif|webp|avif)$/u.test(file.mimetype ?? '');
  const url = canShow ? file.url_private : (file.thumb_1024 ?? file.thumb_720 ?? file.thumb_360);
  return url && imageAddress(url, user);
}

/** Where the picture of an image block or element is; undefined when it names none we may show. */
export function blockImageAddress(image: ImageSource, user: string): string | undefined {
  if (image.slack_file?.url !== undefined) return imageAddress(image.slack_file.url, user);
  return image.image_url;
}

function isPicture(file: SlackFile): boolean {
  return file.mode !== 'tombstone' && (file.mimetype ?? '').startsWith('image/');
}
