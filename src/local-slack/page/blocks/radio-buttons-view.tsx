import { Radio, RadioGroup } from 'react-aria-components';
import type { RadioButtonsElement } from '../slack/blocks.js';
import { OptionText } from './option-parts.js';
import { useControl } from './use-control.js';

export function RadioButtonsView({ element }: { element: RadioButtonsElement }) {
  const { choice, isBusy, isInvalid, label, choose } = useControl(element);
  const selected = choice ? choice.selected_option : element.initial_option;
  return (
    <RadioGroup
      className="choices"
      aria-label={label ?? 'Choices'}
      value={selected?.value ?? null}
      onChange={(value) => {
        const option = element.options.find((candidate) => candidate.value === value);
        if (option) void choose({ selected_option: option });
      }}
      isReadOnly={isBusy}
      isInvalid={isInvalid}
    >
      {element.options.map((option) => (
        <Radio key={option.value} value={option.value} className="choice">
          <span className="choice-dot" aria-hidden="true" />
          <OptionText option={option} />
        </Radio>
      ))}
    </RadioGroup>
  );
}
