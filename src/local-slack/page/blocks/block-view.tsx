import type { Block } from '../slack/blocks.js';
import { ActionsView } from './actions-view.js';
import { ContextView } from './context-view.js';
import { ImageView } from './image-view.js';
import { InputView } from './input-view.js';
import { RichTextView } from './rich-text-view.js';
import { SectionView } from './section-view.js';
import { PlainTextView } from './text-view.js';

/**
 * One block of Block Kit.
 * @param asks the text right above, which is what the controls of this block are about.
 */
export function BlockView({ block, asks }: { block: Block; asks: string | undefined }) {
  switch (block.type) {
    case 'section':
      return <SectionView block={block} />;
    case 'actions':
      return <ActionsView block={block} label={asks} />;
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
      return <p className="block-unknown">(A kind of block this page cannot draw yet.)</p>;
  }
}
