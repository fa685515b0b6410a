import { z } from 'zod';

/** A file as Slack describes it in events and `files.info`. Every field but the id may be missing at first. */
export const slackFileSchema = z.object({
  id: z.string(),
  mode: z.string().nullish(),
  mimetype: z.string().nullish(),
  is_external: z.boolean().nullish(),
  file_access: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  thumb_1024: z.string().nullish(),
  thumb_960: z.string().nullish(),
  thumb_720: z.string().nullish(),
  thumb_480: z.string().nullish(),
});

export type SlackFile = z.infer<typeof slackFileSchema>;

/** Reads the `file` in the answer of `files.info`; undefined if it is not a file. */
export function readSlackFile(file: unknown): SlackFile | undefined {
  return slackFileSchema.safeParse(file).data;
}

/** Why a file is skipped; undefined if it may be a photo. */
export function reasonToSkip(file: SlackFile): string | undefined {
  if (file.mode === 'tombstone') return 'it was deleted';
  if (file.mode === 'hidden_by_limit') return 'the plan of the workspace hides it';
  if (file.mode === 'external' || file.is_external === true) return 'it is stored outside Slack';
  if (file.file_access === 'access_denied' || file.file_access === 'file_not_found')
    return 'Slack gives no access to it';
  if (file.mimetype && !mayBePhoto(file.mimetype)) {
    return 'it is not a photo';
  }
  return undefined;
}

/** A file that Slack calls “application/octet-stream” can be anything, so its bytes decide. */
function mayBePhoto(mimetype: string): boolean {
  const isImage = mimetype.startsWith('image/') && !mimetype.startsWith('image/svg');
  return isImage || mimetype === 'application/octet-stream';
}

/** Whether the event lacks something that `files.info` provides. */
export function needsFileInfo(file: SlackFile): boolean {
  return file.file_access === 'check_file_info' || !file.mimetype || downloadUrlOf(file) === undefined;
}

/** Where to download a file, if known. */
export function downloadUrlOf(file: SlackFile): string | undefined {
  return file.url_private_download ?? file.url_private ?? undefined;
}

/** The address of the smaller JPEG or PNG that Slack made of a picture, if there is one. */
export function renditionOf(file: SlackFile): string | undefined {
  return file.thumb_1024 ?? file.thumb_960 ?? file.thumb_720 ?? file.thumb_480 ?? undefined;
}
