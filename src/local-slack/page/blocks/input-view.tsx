import { useId } from 'react';
import type { InputBlock } from '../slack/blocks.js';
import { ElementView } from './element-view.js';
import { BlockContext, useSurface } from './surface.js';
import { PlainTextView } from './text-view.js';

/** A labelled control of a form, with its hint or error. */
export function InputView({ block }: { block: InputBlock }) {
  const { errors } = useSurface();
  const id = useId();
  const blockId = block.block_id ?? '';
  const error = errors[blockId];
  return (
    <BlockContext
      value={{
        blockId,
        label: block.label.text,
        dispatches: block.dispatch_action ?? false,
        isInvalid: error !== undefined,
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like the rest of Block Kit */}
      <div className="block-input" role="group" aria-labelledby={`${id}-label`} aria-describedby={`${id}-note`}>
        <span className="block-input-label" id={`${id}-label`}>
          <PlainTextView text={block.label.text} />
          {block.optional && <span className="block-input-optional"> (optional)</span>}
        </span>
        <ElementView element={block.element} />
        <div id={`${id}-note`}>
          {error !== undefined && (
            <p className="block-input-error" role="alert">
              {error}
            </p>
          )}
          {block.hint && error === undefined && (
            <p className="block-input-hint">
              <PlainTextView text={block.hint.text} />
            </p>
          )}
        </div>
      </div>
    </BlockContext>
  );
}
