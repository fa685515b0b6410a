import { type Ref, useContext, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { Button, ComboBoxStateContext, Group, Input } from 'react-aria-components';
import { flushSync } from 'react-dom';
import { Icon, Spinner } from '../ui/icon.js';

/** Lets the owner of the field close the list. */
export interface PickerHandle {
  close(): void;
}

interface Props {
  ref: Ref<PickerHandle>;
  placeholder: string;
  isBusy: boolean;
  /** Called with what is typed before the list is open; undefined when the list does not open after all. */
  onTypeAhead(text: string | undefined): void;
  /** Called before the list opens. May scroll. */
  onBeforeOpen(field: HTMLElement): void;
  /** Called for Enter while no option is highlighted, once the list is open. */
  onEnter(): void;
}

/**
 * The field of a select. The list opens on a click, on typing and on the arrow keys, but not on focus: a message may have
 * many of these fields.
 */
export function PickerField({ ref, placeholder, isBusy, onTypeAhead, onBeforeOpen, onEnter }: Props) {
  const state = useContext(ComboBoxStateContext);
  const latestState = useRef(state);
  useLayoutEffect(() => {
    latestState.current = state;
  });
  useImperativeHandle(ref, () => ({ close: () => state?.close() }), [state]);
  const group = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const opening = useRef<{ isEnterPressed: boolean }>(undefined);

  const open = (focus: 'first' | null = null) => {
    if (isBusy || state?.isOpen || !group.current || opening.current) return;
    opening.current = { isEnterPressed: false };
    onBeforeOpen(group.current);
    // React Aria closes the list when anything around it scrolls, so it opens after the scrolling that the focus and
    // `onBeforeOpen` may cause.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const { isEnterPressed } = opening.current ?? { isEnterPressed: false };
        opening.current = undefined;
        if (document.activeElement !== input.current) {
          onTypeAhead(undefined);
          return;
        }
        // At once: a key pressed before the next rendering would find the list still closed.
        flushSync(() => latestState.current?.open(focus, 'manual'));
        if (isEnterPressed) onEnter();
      }),
    );
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
          const isUndecided = state?.isOpen && state.selectionManager.focusedKey === null;
          if (!isUndecided && !opening.current) return;
          // Otherwise React Aria closes the list and drops the typed text.
          event.preventDefault();
          event.stopPropagation();
          if (opening.current) opening.current.isEnterPressed = true;
          else onEnter();
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
