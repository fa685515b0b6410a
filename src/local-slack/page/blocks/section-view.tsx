import type { SectionBlock } from '../slack/blocks.js';
import { useSelect } from '../state/use-session.js';
import { ElementView } from './element-view.js';
import { spokenText } from './options.js';
import { BlockContext } from './surface.js';
import { TextView } from './text-view.js';

/** Text, with one control or picture to its right. */
export function SectionView({ block }: { block: SectionBlock }) {
  const workspace = useSelect((state) => state.workspace);
  const label = block.text && spokenText(block.text, workspace);
  return (
    <div className="block-section">
      <div className="block-section-text">
        {block.text && (
          <div className="block-text">
            <TextView text={block.text} />
          </div>
        )}
        {block.fields && (
          <div className="block-fields">
            {block.fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no ids
              <div className="block-text" key={index}>
                <TextView text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <BlockContext value={{ blockId: block.block_id ?? '', label, dispatches: true, isInvalid: false }}>
          <div className={`block-accessory block-accessory-${block.accessory.type}`}>
            <ElementView element={block.accessory} />
          </div>
        </BlockContext>
      )}
    </div>
  );
}
