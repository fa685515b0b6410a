import type { ExternalSelectElement } from '../slack/blocks.js';
import { OptionPicker } from './option-picker.js';
import { optionText } from './options.js';
import { controlName, useControl } from './use-control.js';
import { useSuggestions } from './use-suggestions.js';

export function ExternalSelectView({ element }: { element: ExternalSelectElement }) {
  const control = useControl(element);
  const suggestions = useSuggestions(element);
  const selected = control.choice ? control.choice.selected_option : element.initial_option;
  const placeholder = element.placeholder?.text ?? 'Choose an option';
  return (
    <OptionPicker
      label={controlName(control.label, placeholder)}
      placeholder={placeholder}
      groups={suggestions.groups}
      chosen={selected ? optionText(selected) : ''}
      onSearch={suggestions.search}
      onPick={(option) => void control.choose({ selected_option: option })}
      isLoading={suggestions.isLoading}
      emptyText={suggestions.emptyText}
      isBusy={control.isBusy}
      isInvalid={control.isInvalid}
      autoFocus={element.focus_on_load ?? false}
    />
  );
}
