import { z } from 'zod';
import { httpUrl, slackFile } from './composition.js';

/** What image blocks and image elements have in common: https://docs.slack.dev/reference/block-kit/blocks/image-block */
export const imageFields = {
  type: z.literal('image'),
  alt_text: z.string().min(1).max(2000),
  image_url: httpUrl.optional(),
  slack_file: slackFile.optional(),
};

/** Whether a picture has exactly one source. */
export function hasOneSource(image: { image_url?: string | undefined; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

export const ONE_SOURCE = 'must provide exactly one of image_url and slack_file';

export const imageElement = z.strictObject(imageFields).refine(hasOneSource, ONE_SOURCE);
