import { Checkbox, CheckboxGroup } from 'react-aria-components';
import type { CheckboxesElement } from '../slack/blocks.js';
import { Icon } from '../ui/icon.js';
import { OptionText } from './option-parts.js';
import { useControl } from './use-control.js';

export function CheckboxesView({ element }: { element: CheckboxesElement }) {
  const { choice, isBusy, isInvalid, label, choose } = useControl(element);
  const selected = choice?.selected_options ?? element.initial_options ?? [];
  return (
    <CheckboxGroup
      className="choices"
      aria-label={label ?? 'Choices'}
      value={selected.map((option) => option.value)}
      onChange={(values) =>
        void choose({ selected_options: element.options.filter((option) => values.includes(option.value)) })
      }
      isReadOnly={isBusy}
      isInvalid={isInvalid}
    >
      {element.options.map((option) => (
        <Checkbox key={option.value} value={option.value} className="choice">
          <span className="choice-box" aria-hidden="true">
            <Icon name="check" />
          </span>
          <OptionText option={option} />
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
