import { useAsk } from '../overlays/ask.js';
import type { Choice } from '../slack/api.js';
import type { Confirmation } from '../slack/blocks.js';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { useBlockPlace, useSurface } from './surface.js';

export interface Control {
  /** What the person chose here last; undefined when it is still as the app sent it. */
  choice: Choice | undefined;
  isBusy: boolean;
  isInvalid: boolean;
  label: string | undefined;
  /** Keeps the choice and, where the app wants to know at once, tells it; asks first if the element says so. */
  choose(choice: Choice): Promise<void>;
}

/** The behaviour all of Block Kit's controls share. */
export function useControl(element: { action_id: string; confirm?: Confirmation }): Control {
  const { api } = useSession();
  const surface = useSurface();
  const { blockId, label, tellsApp, isInvalid } = useBlockPlace();
  const ask = useAsk();
  const [run, isBusy] = useTask();
  const choice = surface.values[blockId]?.[element.action_id];

  const choose = async (next: Choice) => {
    if (element.confirm && !(await ask(element.confirm))) return;
    surface.keep(blockId, element.action_id, next);
    if (!tellsApp) return;
    const values = { ...surface.values, [blockId]: { ...surface.values[blockId], [element.action_id]: next } };
    const went = await run(() => api.blockAction(surface.place, blockId, element.action_id, next, { values }));
    if (!went) surface.keep(blockId, element.action_id, choice);
  };

  return { choice, isBusy, isInvalid, label, choose };
}
