import { Button } from 'react-aria-components';
import { useSession } from '../state/use-session.js';
import { Icon } from '../ui/icon.js';

/** Tells that nobody else sees this message, and lets the person put it away. */
export function EphemeralNote({ channel, ts }: { channel: string; ts: string }) {
  const { store } = useSession();
  return (
    <p className="ephemeral-note">
      <Icon name="eye" />
      Only visible to you
      <Button className="link-button" onPress={() => store.dispatch({ type: 'dismissed', channel, ts })}>
        Dismiss
      </Button>
    </p>
  );
}
