import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import {
  Collection,
  ComboBox,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  Text,
} from 'react-aria-components';
import type { Option } from '../slack/blocks.js';
import { BELOW, type MenuPlacement, placeMenu } from './menu-placement.js';
import { type Group, optionText } from './options.js';
import { PickerField, type PickerHandle } from './picker-field.js';

interface Props {
  label: string;
  placeholder: string;
  /** The options that match the search. */
  groups: readonly Group[];
  /** The text of the chosen option; empty when there is none. */
  chosen: string;
  /** Called with the search text: '' on opening, then on every change. */
  onSearch(text: string): void;
  onPick(option: Option): void;
  isLoading?: boolean;
  /** Shown when no option matches. */
  emptyText: string;
  isBusy: boolean;
  isInvalid: boolean;
  autoFocus?: boolean;
  /** Whether the list stays open after a choice, for choosing several. */
  staysOpen?: boolean;
  /** Rendered before the text of an option. */
  portrait?: (option: Option) => ReactNode;
}

/** A select as in Slack: a search field and the list of options. */
export function OptionPicker(props: Props) {
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  // What was typed before the list was open.
  const [typedAhead, setTypedAhead] = useState<string>();
  const list = useRef<PickerHandle>(null);
  const byKey = new Map(props.groups.flatMap((group) => group.options.map((option) => [keyOf(group, option), option])));

  const [placement, setPlacement] = useState<MenuPlacement>(BELOW);
  // Enter was pressed without choosing an option: the first one is picked, once the options for the typed text are there.
  const [isEnterPending, setEnterPending] = useState(false);

  const search = (text: string) => {
    setTyped(text);
    setEnterPending(false);
    props.onSearch(text);
  };
  const pick = (option: Option) => {
    props.onPick(option);
    if (props.staysOpen) search('');
    else list.current?.close();
  };
  const pickFirst = () => {
    const [first] = byKey.values();
    setEnterPending(false);
    if (first !== undefined && typed.trim() !== '') pick(first);
  };
  const onLoaded = useEffectEvent(pickFirst);
  useEffect(() => {
    if (isEnterPending && isOpen && !props.isLoading) onLoaded();
  }, [isEnterPending, isOpen, props.isLoading]);

  return (
    <ComboBox<Group>
      className="picker"
      aria-label={props.label}
      items={props.groups}
      inputValue={isOpen ? typed : (typedAhead ?? props.chosen)}
      onInputChange={(text) => {
        if (isOpen && text !== typed) search(text);
      }}
      value={null}
      onChange={(key) => {
        const option = key === null ? undefined : byKey.get(String(key));
        if (option) pick(option);
      }}
      onOpenChange={(nowOpen) => {
        setOpen(nowOpen);
        if (nowOpen) search(typedAhead ?? '');
        setTypedAhead(undefined);
      }}
      menuTrigger="manual"
      allowsEmptyCollection
      isReadOnly={props.isBusy}
      isInvalid={props.isInvalid}
      autoFocus={props.autoFocus ?? false}
    >
      <PickerField
        ref={list}
        placeholder={isOpen ? props.chosen || props.placeholder : props.placeholder}
        isBusy={props.isBusy}
        onTypeAhead={setTypedAhead}
        onBeforeOpen={(field) => setPlacement(placeMenu(field))}
        onEnter={() => setEnterPending(true)}
      />
      <Popover className="popover picker-popover" offset={4} shouldFlip={false} {...placement}>
        {props.isLoading && <div className="picker-loading" aria-hidden="true" />}
        <ListBox<Group>
          className="picker-list"
          renderEmptyState={() => <p className="picker-empty">{props.isLoading ? 'Searching…' : props.emptyText}</p>}
        >
          {(group) => (
            <ListBoxSection id={group.key} className="picker-section" aria-label={group.label ?? props.label}>
              {group.label !== undefined && <Header className="picker-heading">{group.label}</Header>}
              <Collection items={group.options.map((option) => ({ id: keyOf(group, option), option }))}>
                {({ id, option }) => (
                  <ListBoxItem id={id} textValue={optionText(option)} className="picker-option">
                    {props.portrait?.(option)}
                    {/* One label, with the description: what people see is what they say to voice control (WCAG 2.5.3). */}
                    <Text slot="label" className="picker-option-text">
                      <span>{optionText(option)}</span>
                      {option.description && (
                        <span className="picker-option-description">{` ${option.description.text}`}</span>
                      )}
                    </Text>
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** The same option may be in two groups. */
function keyOf(group: Group, option: Option): string {
  return `${group.key}/${option.value}`;
}
