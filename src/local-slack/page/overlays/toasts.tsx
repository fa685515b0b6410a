import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Icon } from '../ui/icon.js';

export function Toasts() {
  return (
    <ToastRegion queue={toasts} className="toasts" aria-label="Notifications">
      {({ toast }) => (
        <Toast toast={toast} className="toast">
          <Icon name="warning" />
          <ToastContent className="toast-content">
            <Text slot="title">{toast.content.sentence}</Text>
          </ToastContent>
          <Button slot="close" className="icon-button" aria-label="Dismiss">
            <Icon name="close" />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}

/** Short messages at the edge of the page. */
const toasts = new ToastQueue<{ sentence: string }>({ maxVisibleToasts: 3 });

const SHOWN_MS = 8_000;

/** Shows a sentence for eight seconds. */
export function showToast(sentence: string): void {
  if (toasts.visibleToasts.some((toast) => toast.content.sentence === sentence)) return;
  toasts.add({ sentence }, { timeout: SHOWN_MS });
}
