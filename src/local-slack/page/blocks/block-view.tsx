import { useState } from 'react';
import type { Block } from '../slack/blocks.js';
import { useSelect } from '../state/use-session.js';
import { ActionsView } from './actions-view.js';
import { type KeyedBlock, keyBlocks } from './block-keys.js';
import { ContextView } from './context-view.js';
import { ImageView } from './image-view.js';
import { InputView } from './input-view.js';
import { spokenText } from './options.js';
import { RichTextView } from './rich-text-view.js';
import { SectionView } from './section-view.js';
import { PlainTextView } from './text-view.js';

/**
 * One block of Block Kit.
 * @param textAbove the text of the block directly above, which says what the controls of this block are about.
 */
function BlockView({ block, textAbove }: { block: Block; textAbove: string | undefined }) {
  switch (block.type) {
    case 'section':
      return <SectionView block={block} />;
    case 'actions':
      return <ActionsView block={block} label={textAbove} />;
    case 'context':
      return <ContextView block={block} />;
    case 'header':
      return (
        <h2 className="block-header">
          <PlainTextView text={block.text.text} />
        </h2>
      );
    case 'divider':
      return <hr className="block-divider" />;
    case 'image':
      return <ImageView block={block} />;
    case 'input':
      return <InputView block={block} />;
    case 'rich_text':
      return <RichTextView block={block} />;
    case 'markdown':
      return <p className="block-markdown">{block.text}</p>;
    default:
      return <p className="block-unknown">(This page can’t show this kind of block.)</p>;
  }
}

/** The blocks of an app, one below the other. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const workspace = useSelect((state) => state.workspace);
  const [keyed, setKeyed] = useState<{ blocks: readonly Block[]; keys: readonly KeyedBlock[] }>(() => ({
    blocks,
    keys: keyBlocks(blocks, []),
  }));
  const keys = keyed.blocks === blocks ? keyed.keys : keyBlocks(blocks, keyed.keys);
  if (keyed.blocks !== blocks) setKeyed({ blocks, keys });
  return (
    <div className="blocks">
      {keys.map(({ block, key }, index) => {
        const before = blocks[index - 1];
        const textAbove = before?.type === 'section' && before.text ? spokenText(before.text, workspace) : undefined;
        return <BlockView key={key} block={block} textAbove={textAbove} />;
      })}
    </div>
  );
}
