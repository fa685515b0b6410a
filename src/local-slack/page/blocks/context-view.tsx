import type { ContextBlock } from '../slack/blocks.js';
import { BlockPicture } from './block-picture.js';
import { TextView } from './text-view.js';

/** Small texts and pictures in a row. */
export function ContextView({ block }: { block: ContextBlock }) {
  return (
    <div className="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the elements of a context block have no ids
          <BlockPicture key={index} image={element} className="block-context-image" />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={index}>
            <TextView text={element} />
          </span>
        ),
      )}
    </div>
  );
}
