import { useSelect } from '../state/use-session.js';
import { ViewModal } from './view-modal.js';

/** The modals an app has opened. Only the topmost is shown; those below keep what was typed. */
export function ViewStack() {
  const views = useSelect((state) => state.views);
  return views.map((view, index) => (
    <ViewModal key={view.id} view={view} isOnTop={index === views.length - 1} isStacked={index > 0} />
  ));
}
