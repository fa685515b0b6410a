import { Input, TextArea, TextField } from 'react-aria-components';
import type { PlainTextInputElement } from '../slack/blocks.js';
import { useBlock, useSurface } from './surface.js';
import { useControl } from './use-control.js';

/** A text field. The app gets its text on Enter or on every character if it asked to, and otherwise with the form. */
export function TextInputView({ element }: { element: PlainTextInputElement }) {
  const control = useControl(element);
  const { setValue } = useSurface();
  const { blockId, dispatches } = useBlock();
  const value = control.choice?.value ?? element.initial_value ?? '';
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const dispatchesOnEnter = dispatches && triggers.includes('on_enter_pressed');
  const dispatchesOnTyping = dispatches && triggers.includes('on_character_entered');

  return (
    <TextField
      className="text-field"
      aria-label={control.label ?? element.placeholder?.text ?? 'Text'}
      value={value}
      maxLength={element.max_length ?? 3000}
      autoFocus={element.focus_on_load ?? false}
      isInvalid={control.isInvalid}
      onChange={(text) => {
        if (dispatchesOnTyping) void control.choose({ value: text });
        else setValue(blockId, element.action_id ?? '', { value: text });
      }}
      onKeyDown={(event) => {
        // React Aria would stop the event here, but Escape has to reach the modal around the field.
        if (event.key !== 'Enter') event.continuePropagation();
        if (event.key !== 'Enter' || element.multiline || !dispatchesOnEnter) return;
        event.preventDefault();
        void control.choose({ value });
      }}
    >
      {element.multiline ? (
        <TextArea className="field" placeholder={element.placeholder?.text ?? ''} rows={4} />
      ) : (
        <Input className="field" placeholder={element.placeholder?.text ?? ''} autoComplete="off" />
      )}
    </TextField>
  );
}
