import { useState } from 'react';
import type { StaticSelectElement } from '../slack/blocks.js';
import { OptionPicker } from './option-picker.js';
import { asGroups, filterGroups, optionText } from './options.js';
import { controlName, useControl } from './use-control.js';

export function StaticSelectView({ element }: { element: StaticSelectElement }) {
  const control = useControl(element);
  const [typed, setTyped] = useState('');
  const selected = control.choice ? control.choice.selected_option : element.initial_option;
  const placeholder = element.placeholder?.text ?? 'Choose an option';
  return (
    <OptionPicker
      label={controlName(control.label, placeholder)}
      placeholder={placeholder}
      groups={filterGroups(asGroups(element), typed)}
      chosen={selected ? optionText(selected) : ''}
      onSearch={setTyped}
      onPick={(option) => void control.choose({ selected_option: option })}
      emptyText="No matches."
      isBusy={control.isBusy}
      isInvalid={control.isInvalid}
      autoFocus={element.focus_on_load ?? false}
    />
  );
}
