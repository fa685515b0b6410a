import { Button } from 'react-aria-components';
import type { ButtonElement } from '../slack/blocks.js';
import { Spinner } from '../ui/icon.js';
import { optionText } from './options.js';
import { PlainTextView } from './text-view.js';
import { controlName, useControl } from './use-control.js';

export function ButtonView({ element }: { element: ButtonElement }) {
  const { isBusy, label, choose } = useControl(element);
  const style = element.style === undefined ? '' : `button-${element.style}`;
  return (
    <Button
      className={`button button-block ${style}`}
      isPending={isBusy}
      aria-label={element.accessibility_label ?? controlName(optionText(element), label)}
      onPress={() => {
        if (element.url !== undefined) open(element.url, '_blank', 'noopener,noreferrer');
        void choose(element.value === undefined ? {} : { value: element.value });
      }}
    >
      <span className="button-text">
        <PlainTextView text={element.text.text} />
      </span>
      {isBusy && <Spinner />}
    </Button>
  );
}
