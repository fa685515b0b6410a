import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Icon } from '../ui/icon.js';
import { toasts } from './toasts.js';

export function Toasts() {
  return (
    <ToastRegion queue={toasts} className="toasts" aria-label="Notices">
      {({ toast }) => (
        <Toast toast={toast} className="toast">
          <Icon name="warning" />
          <ToastContent className="toast-content">
            <Text slot="title">{toast.content.sentence}</Text>
          </ToastContent>
          <Button slot="close" className="icon-button" aria-label="Dismiss notice">
            <Icon name="close" />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
