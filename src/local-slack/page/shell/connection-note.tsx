import { useSelect } from '../state/use-session.js';
import { Icon } from '../ui/icon.js';

/** Says so when nothing can arrive, and when the app cannot answer. */
export function ConnectionNote() {
  const connection = useSelect((state) => state.connection);
  const app = useSelect((state) => state.workspace.app);
  if (connection === 'lost') {
    return (
      <p className="connection-note" role="status">
        <Icon name="bolt" />
        The local Slack does not answer. Trying again…
      </p>
    );
  }
  if (!app.connected) {
    return (
      <p className="connection-note" role="status">
        <Icon name="bolt" />
        {`${app.name} is not connected yet. Photos posted now will be looked at when it is.`}
      </p>
    );
  }
  return null;
}
