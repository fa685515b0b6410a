import { useConfirm } from '../overlays/confirm-dialog.js';
import type { Choice } from '../slack/api.js';
import type { Confirmation } from '../slack/blocks.js';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { useBlock, useSurface } from './surface.js';

export interface Control {
  /** The person's last choice; undefined until there is one. */
  choice: Choice | undefined;
  isBusy: boolean;
  isInvalid: boolean;
  label: string | undefined;
  /** Stores the choice and sends it to the app if the block dispatches actions. Asks first if the element has `confirm`. */
  choose(choice: Choice): Promise<void>;
}

/** The behaviour that all Block Kit controls share. */
export function useControl(element: { action_id?: string | undefined; confirm?: Confirmation | undefined }): Control {
  const { api } = useSession();
  const surface = useSurface();
  const { blockId, label, dispatches, isInvalid } = useBlock();
  const confirm = useConfirm();
  const [run, isBusy] = useTask();
  const actionId = element.action_id ?? '';
  const choice = surface.values[blockId]?.[actionId];

  const choose = async (next: Choice) => {
    if (element.confirm && !(await confirm(element.confirm))) return;
    surface.setValue(blockId, actionId, next);
    if (!dispatches) return;
    const values = { ...surface.values, [blockId]: { ...surface.values[blockId], [actionId]: next } };
    const succeeded = await run(() => api.blockAction(surface.container, blockId, actionId, next, { values }));
    if (!succeeded) surface.setValue(blockId, actionId, choice);
  };

  return { choice, isBusy, isInvalid, label, choose };
}

/**
 * The accessible name of a control, from its own text and the text of its block: "Undo" alone does not say which row. The
 * first part is what people hear first, and what they say to voice control.
 */
export function controlName(first: string | undefined, second: string | undefined): string {
  return [first, second].filter(Boolean).join(': ');
}
