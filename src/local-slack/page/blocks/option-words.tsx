import type { Option } from '../slack/blocks.js';
import { TextView } from './text-view.js';

/** The text of a checkbox or radio button, with its small print. */
export function OptionWords({ option }: { option: Option }) {
  return (
    <span className="choice-words">
      <span>
        <TextView text={option.text} />
      </span>
      {option.description && (
        <span className="choice-description">
          <TextView text={option.description} />
        </span>
      )}
    </span>
  );
}
