import { useState } from 'react';
import type { UsersSelectElement } from '../slack/blocks.js';
import { OptionPortrait, usePeopleOptions } from './option-parts.js';
import { OptionPicker } from './option-picker.js';
import { asGroups, filterGroups, optionText } from './options.js';
import { controlName, useControl } from './use-control.js';

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
      onPick={(option) => void control.choose({ selected_user: option.value })}
      emptyText="No one by that name."
      isBusy={control.isBusy}
      isInvalid={control.isInvalid}
      autoFocus={element.focus_on_load ?? false}
      portrait={(option) => <OptionPortrait option={option} />}
    />
  );
}
