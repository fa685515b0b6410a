import type { ImageSource } from './blocks.js';
import type { SlackFile } from './types.js';

/**
 * The address of a private file for an `<img>`, which cannot send a token. It names the person instead, and is on this
 * origin: URLs in the server's replies have another one.
 */
export function imageAddress(url: string, user: string): string {
  return `${pathOf(url)}?user=${encodeURIComponent(user)}`;
}

/** The path of a URL of this server. */
export function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/u, '');
}

/** The address of a photo's thumbnail for the timeline; undefined for other files. */
export function thumbnailOf(file: SlackFile, user: string): string | undefined {
  if (!isPicture(file)) return undefined;
  const url = file.thumb_720 ?? file.thumb_480 ?? file.thumb_360 ?? file.url_private;
  return url && imageAddress(url, user);
}

/** The address of a photo in the largest size that browsers can show. */
export function pictureOf(file: SlackFile, user: string): string | undefined {
  if (!isPicture(file)) return undefined;
  const canShow = /^image\/(?:jpeg|png|gif|webp|avif)$/u.test(file.mimetype ?? '');
  const url = canShow ? file.url_private : (file.thumb_1024 ?? file.thumb_720 ?? file.thumb_360);
  return url && imageAddress(url, user);
}

/** The address of the picture of an image block or element; undefined when it has none. */
export function blockImageAddress(image: ImageSource, user: string): string | undefined {
  if (image.slack_file?.url !== undefined) return imageAddress(image.slack_file.url, user);
  return image.image_url;
}

function isPicture(file: SlackFile): boolean {
  return file.mode !== 'tombstone' && (file.mimetype ?? '').startsWith('image/');
}
