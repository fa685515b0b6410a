import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';

/** What lets a modal open: a click. It expires after 3 s. */
export interface Trigger {
  readonly id: string;
  /** Whether the click was in a modal, so that the next one opens on top of it. */
  readonly isInModal: boolean;
}

/** Opens a modal: https://docs.slack.dev/reference/methods/views.open and views.push. */
export function openModal(slack: WebClient, { id, isInModal }: Trigger, view: View) {
  return isInModal ? slack.views.push({ trigger_id: id, view }) : slack.views.open({ trigger_id: id, view });
}
