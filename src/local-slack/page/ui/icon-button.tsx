import { Button, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon, type IconName } from './icon.js';

interface Props extends Omit<ButtonProps, 'children' | 'aria-label'> {
  icon: IconName;
  /** The tooltip, and the label for screen readers. */
  label: string;
}

/** A button with only an icon. */
export function IconButton({ icon, label, className, ...props }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button {...props} aria-label={label} className={`icon-button ${typeof className === 'string' ? className : ''}`}>
        <Icon name={icon} />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
