import { Button } from 'react-aria-components';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';

/** Stands above the oldest post that is shown, as long as there are older ones. */
export function OlderButton({ channel }: { channel: string }) {
  const session = useSession();
  const [run, isBusy] = useTask();
  return (
    <p className="older">
      <Button className="button" isPending={isBusy} onPress={() => void run(() => session.loadOlder(channel))}>
        Show older messages
      </Button>
    </p>
  );
}
