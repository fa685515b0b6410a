import { type Ref, useContext, useImperativeHandle, useRef } from 'react';
import { Button, ComboBoxStateContext, Group, Input } from 'react-aria-components';
import { Icon, Spinner } from '../ui/icon.js';

/** Lets the owner of the field close the list. */
export interface PickerHandle {
  close(): void;
}

interface Props {
  ref: Ref<PickerHandle>;
  placeholder: string;
  isBusy: boolean;
  /** Called with the text when someone types while the list is closed. */
  onTypeAhead(text: string): void;
  /** Called before the list opens. @returns whether it scrolled anything. */
  onBeforeOpen(field: HTMLElement): boolean;
  /** Called for Enter while no option is highlighted. */
  onEnter(): void;
}

/**
 * The field of a select. The list opens on a click, on typing and on the arrow keys, but not on focus: a message may have
 * many of these fields.
 */
export function PickerField({ ref, placeholder, isBusy, onTypeAhead, onBeforeOpen, onEnter }: Props) {
  const state = useContext(ComboBoxStateContext);
  useImperativeHandle(ref, () => ({ close: () => state?.close() }), [state]);
  const group = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const open = (focus: 'first' | null = null) => {
    if (isBusy || !state || state.isOpen || !group.current) return;
    const hasScrolled = onBeforeOpen(group.current);
    if (!hasScrolled) state.open(focus, 'manual');
    // React Aria closes the list when anything around it scrolls, so it opens after our own scrolling.
    else requestAnimationFrame(() => requestAnimationFrame(() => state.open(focus, 'manual')));
  };
  return (
    <Group className="picker-field" aria-busy={isBusy} ref={group}>
      <Input
        ref={input}
        className="picker-input"
        placeholder={placeholder}
        autoComplete="off"
        onClick={() => open()}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDownCapture={(event) => {
          if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !state?.isOpen) {
            event.preventDefault();
            event.stopPropagation();
            open('first');
          }
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          if (!state?.isOpen || state.selectionManager.focusedKey !== null) return;
          // Otherwise React Aria closes the list and drops the typed text.
          event.preventDefault();
          event.stopPropagation();
          onEnter();
        }}
        onInput={(event) => {
          if (state?.isOpen) return;
          onTypeAhead(event.currentTarget.value);
          open();
        }}
      />
      <Button
        slot={null}
        className="picker-arrow"
        aria-label="Show choices"
        aria-haspopup="listbox"
        aria-expanded={state?.isOpen ?? false}
        excludeFromTabOrder
        preventFocusOnPress
        onPress={() => {
          input.current?.focus();
          if (state?.isOpen) state.close();
          else open();
        }}
      >
        {isBusy ? <Spinner /> : <Icon name="chevron" />}
      </Button>
    </Group>
  );
}
