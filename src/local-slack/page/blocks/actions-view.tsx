import type { ActionsBlock } from '../slack/blocks.js';
import { ElementView } from './element-view.js';
import { BlockContext } from './surface.js';

/** Controls side by side. `label` is the text of the block above, which says what they are about. */
export function ActionsView({ block, label }: { block: ActionsBlock; label: string | undefined }) {
  return (
    <BlockContext value={{ blockId: block.block_id ?? '', label, dispatches: true, isInvalid: false }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like the rest of Block Kit */}
      <div className="block-actions" role="group" aria-label={label ?? 'Actions'}>
        {block.elements.map((element) => (
          <ElementView key={element.action_id} element={element} />
        ))}
      </div>
    </BlockContext>
  );
}
