import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';

/** Sentences shown for a while at the edge of the page. */
export const toasts = new ToastQueue<{ sentence: string }>({ maxVisibleToasts: 3 });

const SHOWN_MS = 8_000;

/** Tells the person one sentence, wherever they are on the page. */
export function tell(sentence: string): void {
  if (toasts.visibleToasts.some((toast) => toast.content.sentence === sentence)) return;
  toasts.add({ sentence }, { timeout: SHOWN_MS });
}
