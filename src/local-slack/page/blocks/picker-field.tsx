import { type Ref, useContext, useImperativeHandle } from 'react';
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
}

/**
 * The field of a select. The list opens when the field is clicked or typed in, and with the arrow keys, but not when the
 * focus merely passes: a message has many of these.
 */
export function PickerField({ ref, placeholder, isBusy, onTypeAhead }: Props) {
  const state = useContext(ComboBoxStateContext);
  useImperativeHandle(ref, () => ({ close: () => state?.close() }), [state]);
  const open = () => {
    if (!isBusy && !state?.isOpen) state?.open(null, 'manual');
  };
  return (
    <Group className="picker-field" aria-busy={isBusy}>
      <Input
        className="picker-input"
        placeholder={placeholder}
        autoComplete="off"
        onClick={open}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => {
          if (state?.isOpen) return;
          onTypeAhead(event.currentTarget.value);
          open();
        }}
      />
      <Button className="picker-arrow" aria-label="Show choices">
        {isBusy ? <Spinner /> : <Icon name="chevron" />}
      </Button>
    </Group>
  );
}
