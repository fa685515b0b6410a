import { Button } from 'react-aria-components';
import { thumbnailOf } from '../slack/addresses.js';
import type { SlackFile } from '../slack/types.js';
import { useSession } from '../state/use-session.js';

/** A photo in the timeline. */
export function PhotoTile({ file, alt, onOpen }: { file: SlackFile; alt: string; onOpen(): void }) {
  const { me } = useSession();
  return (
    <Button className="photo" aria-label={`Open photo: ${alt}`} onPress={onOpen}>
      <img src={thumbnailOf(file, me)} alt={alt} width={file.original_w} height={file.original_h} decoding="async" />
    </Button>
  );
}
