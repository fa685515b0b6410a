import { useState } from 'react';
import { blockImageAddress } from '../slack/addresses.js';
import type { ImageSource } from '../slack/blocks.js';
import { useSession } from '../state/use-session.js';

/** The picture of an image block or element, or its description when it cannot be shown. */
export function BlockPicture({ image, className }: { image: ImageSource; className: string }) {
  const { me } = useSession();
  const [isMissing, setMissing] = useState(false);
  const address = blockImageAddress(image, me);
  if (address === undefined || isMissing) {
    return <span className="picture-missing">{`Picture not available: ${image.alt_text}`}</span>;
  }
  return (
    <img
      className={className}
      src={address}
      alt={image.alt_text}
      width={image.image_width}
      height={image.image_height}
      onError={() => setMissing(true)}
    />
  );
}
