import { Button } from 'react-aria-components';
import { useLightbox } from '../overlays/lightbox.js';
import { blockImageAddress } from '../slack/addresses.js';
import type { ImageBlock } from '../slack/blocks.js';
import { useSession } from '../state/use-session.js';
import { BlockPicture } from './block-picture.js';
import { PlainTextView } from './text-view.js';

/** A picture with its title. Opens in the lightbox. */
export function ImageView({ block }: { block: ImageBlock }) {
  const { me } = useSession();
  const show = useLightbox();
  const address = blockImageAddress(block, me);
  const title = block.title?.text;
  return (
    <figure className="block-image">
      {title !== undefined && (
        <figcaption>
          <PlainTextView text={title} />
        </figcaption>
      )}
      <Button
        className="picture-button"
        aria-label={`Open picture: ${block.alt_text}`}
        isDisabled={address === undefined}
        onPress={() => {
          if (address !== undefined) show([{ address, alt: block.alt_text, title: title ?? 'Picture' }], 0);
        }}
      >
        <BlockPicture image={block} className="block-image-picture" />
      </Button>
    </figure>
  );
}
