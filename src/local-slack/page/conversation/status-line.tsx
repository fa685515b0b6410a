import { authorById } from '../state/people.js';
import { useSelect } from '../state/use-session.js';

/** The status an app has set, such as "Rollcall is looking for faces…". */
export function StatusLine({ channel, thread }: { channel: string; thread: string }) {
  const status = useSelect((state) => state.conversations[channel]?.statuses[thread]);
  const workspace = useSelect((state) => state.workspace);
  if (status === undefined) return null;
  return (
    <p className="status-line" role="status">
      <span className="status-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {`${authorById(workspace, status.user).name} ${status.text}`}
    </p>
  );
}
