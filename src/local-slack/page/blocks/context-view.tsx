import type { ContextBlock } from '../slack/blocks.js';
import { BlockPicture } from './block-picture.js';
import { TextView } from './text-view.js';

/** Small print: texts and little pictures in a row. */
export function ContextView({ block }: { block: ContextBlock }) {
  return (
    <div className="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what stands in a context has no identity beyond its place
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
