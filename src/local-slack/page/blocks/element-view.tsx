import type { ImageElement, InteractiveElement } from '../slack/blocks.js';
import { BlockPicture } from './block-picture.js';
import { ButtonView } from './button-view.js';
import { CheckboxesView } from './checkboxes-view.js';
import { ExternalSelectView } from './external-select-view.js';
import { MultiSelectView } from './multi-select-view.js';
import { OverflowView } from './overflow-view.js';
import { RadioButtonsView } from './radio-buttons-view.js';
import { StaticSelectView } from './static-select-view.js';
import { TextInputView } from './text-input-view.js';
import { UsersSelectView } from './users-select-view.js';

/** One element of a block: a control, or a picture. */
export function ElementView({ element }: { element: InteractiveElement | ImageElement }) {
  switch (element.type) {
    case 'image':
      return <BlockPicture image={element} className="element-image" />;
    case 'button':
      return <ButtonView element={element} />;
    case 'static_select':
      return <StaticSelectView element={element} />;
    case 'external_select':
      return <ExternalSelectView element={element} />;
    case 'users_select':
      return <UsersSelectView element={element} />;
    case 'multi_static_select':
    case 'multi_external_select':
    case 'multi_users_select':
      return <MultiSelectView element={element} />;
    case 'overflow':
      return <OverflowView element={element} />;
    case 'checkboxes':
      return <CheckboxesView element={element} />;
    case 'radio_buttons':
      return <RadioButtonsView element={element} />;
    case 'plain_text_input':
      return <TextInputView element={element} />;
    default:
      return <span className="block-unknown">(This page can’t show this control.)</span>;
  }
}
