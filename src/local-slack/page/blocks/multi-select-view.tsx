import { useState } from 'react';
import { Button, Label, Tag, TagGroup, TagList } from 'react-aria-components';
import type { MultiSelectElement, Option } from '../slack/blocks.js';
import { Icon } from '../ui/icon.js';
import { OptionPortrait, usePeopleOptions } from './option-parts.js';
import { OptionPicker } from './option-picker.js';
import { asGroups, filterGroups, optionText } from './options.js';
import { controlName, useControl } from './use-control.js';
import { useSuggestions } from './use-suggestions.js';

/** The three kinds of multi-select: the chosen options as tags, and a picker to add more. */
export function MultiSelectView({ element }: { element: MultiSelectElement }) {
  const control = useControl(element);
  const people = usePeopleOptions();
  const suggestions = useSuggestions(element);
  const [typed, setTyped] = useState('');
  const isExternal = element.type === 'multi_external_select';
  const placeholder = element.placeholder?.text ?? 'Choose options';
  const label = controlName(control.label, placeholder);

  const chosen = chosenOptions(element, control.choice, people);
  const values = new Set(chosen.map((option) => option.value));
  const offered = isExternal
    ? suggestions.groups
    : filterGroups(asGroups(element.type === 'multi_users_select' ? { options: people } : element), typed);
  const groups = offered
    .map((group) => ({ ...group, options: group.options.filter((option) => !values.has(option.value)) }))
    .filter((group) => group.options.length > 0);
  const isFull = chosen.length >= (element.max_selected_items ?? Number.POSITIVE_INFINITY);

  const choose = (options: Option[]) =>
    control.choose(
      element.type === 'multi_users_select'
        ? { selected_users: options.map((option) => option.value) }
        : { selected_options: options },
    );

  return (
    <div className="multi-select">
      {chosen.length > 0 && (
        <TagGroup
          className="tags"
          aria-label={`Chosen: ${label}`}
          onRemove={(keys) => void choose(chosen.filter((option) => !keys.has(option.value)))}
        >
          <Label className="hidden">{`Chosen: ${label}`}</Label>
          <TagList className="tag-list">
            {chosen.map((option) => (
              <Tag key={option.value} id={option.value} textValue={optionText(option)} className="tag">
                {optionText(option)}
                <Button slot="remove" className="tag-remove" aria-label={`Remove ${optionText(option)}`}>
                  <Icon name="close" />
                </Button>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <OptionPicker
        label={label}
        placeholder={placeholder}
        groups={isFull ? [] : groups}
        chosen=""
        onSearch={isExternal ? suggestions.search : setTyped}
        onPick={(option) => void choose([...chosen, option])}
        isLoading={isExternal && suggestions.isLoading}
        emptyText={isFull ? 'That’s the most you can choose.' : isExternal ? suggestions.emptyText : 'No matches.'}
        isBusy={control.isBusy}
        isInvalid={control.isInvalid}
        staysOpen
        {...(element.type === 'multi_users_select' && {
          portrait: (option: Option) => <OptionPortrait option={option} />,
        })}
      />
    </div>
  );
}

function chosenOptions(
  element: MultiSelectElement,
  choice: { selected_options?: Option[]; selected_users?: string[] } | undefined,
  people: readonly Option[],
): Option[] {
  if (element.type !== 'multi_users_select') return choice?.selected_options ?? element.initial_options ?? [];
  const ids = choice?.selected_users ?? element.initial_users ?? [];
  return ids.flatMap((id) => people.find((option) => option.value === id) ?? []);
}
