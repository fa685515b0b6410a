import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useLightbox } from '../overlays/lightbox.js';
import { pictureOf, thumbnailOf } from '../slack/addresses.js';
import type { SlackFile } from '../slack/types.js';
import { useSession } from '../state/use-session.js';
import { FileCard } from './file-card.js';

/** The photos of a message, which open in the lightbox, and other files as cards. */
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

/** A photo in a message. Without a thumbnail, it shows the photo itself: browsers show a part of damaged ones. */
function PhotoTile({ file, alt, onOpen }: { file: SlackFile; alt: string; onOpen(): void }) {
  const { me } = useSession();
  const [failures, setFailures] = useState(0);
  const addresses = [...new Set([thumbnailOf(file, me), pictureOf(file, me)])];
  const address = addresses[failures];
  if (address === undefined) return <FileCard file={file} note="This picture can’t be shown." />;
  return (
    <Button className="photo" aria-label={`Open photo: ${alt}`} onPress={onOpen}>
      <img
        src={address}
        alt={alt}
        width={file.original_w}
        height={file.original_h}
        decoding="async"
        onError={() => setFailures(failures + 1)}
      />
    </Button>
  );
}
