import { useLightbox } from '../overlays/lightbox.js';
import { pictureOf } from '../slack/addresses.js';
import type { SlackFile } from '../slack/types.js';
import { useSession } from '../state/use-session.js';
import { FileCard } from './file-card.js';
import { PhotoTile } from './photo-tile.js';

/** The photos of a message, each opening large, and other files as cards. */
export function Photos({ files }: { files: readonly SlackFile[] }) {
  const { me } = useSession();
  const show = useLightbox();
  const photos = files.filter((file) => pictureOf(file, me) !== undefined);
  const others = files.filter((file) => !photos.includes(file));
  const pictures = photos.map((file) => ({
    address: pictureOf(file, me) ?? '',
    alt: altOf(file),
    title: titleOf(file),
  }));
  return (
    <>
      {photos.length > 0 && (
        <div className={photos.length === 1 ? 'photos photos-single' : 'photos'}>
          {photos.map((file, index) => (
            <PhotoTile key={file.id} file={file} alt={altOf(file)} onOpen={() => show(pictures, index)} />
          ))}
        </div>
      )}
      {others.map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
    </>
  );
}

function titleOf(file: SlackFile): string {
  return file.title || file.name || 'Photo';
}

function altOf(file: SlackFile): string {
  return file.alt_txt || titleOf(file);
}
