import { useState } from 'react';
import type { UsersSelectElement } from '../slack/blocks.js';
import { controlName } from './control-name.js';
import { OptionPicker } from './option-picker.js';
import { OptionPortrait } from './option-portrait.js';
import { asGroups, filterGroups, optionText } from './plain.js';
import { useControl } from './use-control.js';
import { usePeopleOptions } from './use-people-options.js';

export function UsersSelectView({ element }: { element: UsersSelectElement }) {
  const control = useControl(element);
  const people = usePeopleOptions();
  const [typed, setTyped] = useState('');
  const selected = control.choice ? control.choice.selected_user : element.initial_user;
  const person = people.find((option) => option.value === selected);
  const placeholder = element.placeholder?.text ?? 'Choose a person';
  return (
    <OptionPicker
      label={controlName(control.label, placeholder)}
      placeholder={placeholder}
      groups={filterGroups(asGroups({ options: people }), typed)}
      chosen={person ? optionText(person) : ''}
      onSearch={setTyped}
      onPick={(option) => void control.choose({ selected_user: option.value ?? null })}
      emptyText="Nobody by that name."
      isBusy={control.isBusy}
      isInvalid={control.isInvalid}
      autoFocus={element.focus_on_load ?? false}
      portrait={(option) => <OptionPortrait option={option} />}
    />
  );
}
