import type { Block } from '../slack/blocks.js';
import { useSelect } from '../state/use-session.js';
import { BlockView } from './block-view.js';
import { spoken } from './plain.js';

/** An app's blocks, one under the other. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const workspace = useSelect((state) => state.workspace);
  return (
    <div className="blocks">
      {blocks.map((block, index) => {
        const before = blocks[index - 1];
        const asks = before?.type === 'section' && before.text ? spoken(before.text, workspace) : undefined;
        return <BlockView key={block.block_id ?? index} block={block} asks={asks} />;
      })}
    </div>
  );
}
