import { useSelect } from '../state/use-session.js';
import { Icon } from '../ui/icon.js';

/** A banner shown while the server or the app is not connected. */
export function ConnectionBanner() {
  const connection = useSelect((state) => state.connection);
  const app = useSelect((state) => state.workspace.app);
  if (connection === 'lost') {
    return (
      <p className="connection-banner" role="status">
        <Icon name="bolt" />
        Local Slack isn’t answering. Trying again…
      </p>
    );
  }
  if (!app.connected) {
    return (
      <p className="connection-banner" role="status">
        <Icon name="bolt" />
        {`${app.name} isn’t connected yet. It will answer photos posted now once it is.`}
      </p>
    );
  }
  return null;
}
