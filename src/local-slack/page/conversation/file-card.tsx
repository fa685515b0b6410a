import { imageAddress } from '../slack/addresses.js';
import type { SlackFile } from '../slack/types.js';
import { useSession } from '../state/use-session.js';
import { fileSize } from '../text/format.js';
import { Icon } from '../ui/icon.js';

/** A file that cannot be shown as a picture, or that was deleted. */
export function FileCard({ file, note }: { file: SlackFile; note?: string }) {
  const { me } = useSession();
  if (file.mode === 'tombstone' || file.url_private === undefined) {
    return (
      <div className="file-card">
        <Icon name="file" />
        <span>This file was deleted.</span>
      </div>
    );
  }
  return (
    <a className="file-card" href={imageAddress(file.url_private, me)} download={file.name ?? 'file'}>
      <Icon name="file" />
      <span className="file-card-text">
        <strong>{file.title || file.name || 'File'}</strong>
        <span className="file-card-size">{note ?? (file.size === undefined ? '' : fileSize(file.size))}</span>
      </span>
    </a>
  );
}
