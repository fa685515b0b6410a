import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { OverflowElement } from '../slack/blocks.js';
import { Icon, Spinner } from '../ui/icon.js';
import { optionText } from './options.js';
import { controlName, useControl } from './use-control.js';

export function OverflowView({ element }: { element: OverflowElement }) {
  const { label, isBusy, choose } = useControl(element);
  return (
    <MenuTrigger>
      <Button
        className="button button-block button-overflow"
        aria-label={controlName(label, 'More choices')}
        isPending={isBusy}
      >
        {isBusy ? <Spinner /> : <Icon name="more" />}
      </Button>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label={controlName(label, 'More choices')}>
          {element.options.map((option) => (
            <MenuItem
              key={option.value}
              id={option.value}
              className="menu-item"
              onAction={() => {
                if (option.url !== undefined) open(option.url, '_blank', 'noopener,noreferrer');
                void choose({ selected_option: option });
              }}
            >
              {optionText(option)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
