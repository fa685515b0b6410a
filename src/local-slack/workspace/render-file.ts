import { extname } from 'node:path';
import type { StoredFile } from './files.js';
import { TEAM } from './identity.js';
import type { Workspace } from './workspace.js';

/** Longest side of each rendition, in pixels. */
export const THUMBNAIL_SIZES = [360, 720, 1024] as const;

/** The file types that have thumbnails. */
const RENDERED_TYPES = new Set(['jpg', 'png', 'gif', 'webp', 'avif', 'tiff', 'heic', 'heif']);

export function privateUrl(workspace: Workspace, file: StoredFile): string {
  return `${workspace.baseUrl}/files-pri/${TEAM.id}-${file.id}/${encodeURIComponent(file.name)}`;
}

/** The file id in a `url_private` or permalink of this workspace. */
export function fileIdOfUrl(url: string): string | undefined {
  return /\/files(?:-pri)?\/[A-Z0-9]+[-/](F[A-Z0-9]{8,})\//.exec(url)?.[1];
}

/** A file in Slack's format: https://docs.slack.dev/reference/objects/file-object. A deleted file is a tombstone. */
export function renderFile(workspace: Workspace, id: string): Record<string, unknown> {
  const found = workspace.files.find(id);
  if (found === undefined || found.state !== 'complete') return { id, mode: 'tombstone' };
  const { file } = found;
  const url = privateUrl(workspace, file);
  const shares = workspace.files.shares(id);
  return {
    id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype.toUpperCase(),
    user: file.owner,
    user_team: TEAM.id,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: shares.some(({ channel }) => workspace.channels.find(channel)?.kind === 'public'),
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: url,
    url_private_download: url.replace(file.id, `${file.id}/download`),
    media_display_type: 'unknown',
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    ...pictureFields(workspace, file),
    permalink: `${workspace.pageUrl}/files/${file.owner}/${file.id}/${encodeURIComponent(file.name)}`,
    is_starred: false,
    has_rich_preview: false,
    file_access: 'visible',
    shares: renderShares(workspace, shares),
  };
}

function pictureFields(workspace: Workspace, file: StoredFile): Record<string, unknown> {
  const { width, height } = file;
  if (width === undefined || height === undefined) return {};
  const fields: Record<string, unknown> = { original_w: width, original_h: height };
  if (!RENDERED_TYPES.has(file.filetype)) return fields;
  const stem = encodeURIComponent(file.name.slice(0, file.name.length - extname(file.name).length));
  for (const size of THUMBNAIL_SIZES) {
    const scale = Math.min(1, size / Math.max(width, height));
    fields[`thumb_${size}`] = `${workspace.baseUrl}/files-tmb/${TEAM.id}-${file.id}/${stem}_${size}.jpg`;
    fields[`thumb_${size}_w`] = Math.max(1, Math.round(width * scale));
    fields[`thumb_${size}_h`] = Math.max(1, Math.round(height * scale));
  }
  return fields;
}

function renderShares(workspace: Workspace, shares: readonly { channel: string; ts: string }[]) {
  const rendered: Record<'public' | 'private', Record<string, unknown[]>> = { public: {}, private: {} };
  for (const { channel, ts } of shares) {
    const found = workspace.channels.find(channel);
    const message = workspace.messages.find(channel, ts);
    if (found === undefined || message === undefined) continue;
    const where = rendered[found.kind === 'public' ? 'public' : 'private'];
    where[channel] ??= [];
    where[channel].push({
      ts,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      channel_name: found.name,
      team_id: TEAM.id,
      share_user_id: message.user,
    });
  }
  return Object.fromEntries(Object.entries(rendered).filter(([, channels]) => Object.keys(channels).length > 0));
}
