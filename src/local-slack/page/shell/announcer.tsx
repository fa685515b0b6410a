import { useSelect } from '../state/use-session.js';

/** Reads out what arrives in the conversation that is open. */
export function Announcer() {
  const announcement = useSelect((state) => state.announcement);
  return (
    <div className="hidden" role="log" aria-live="polite" aria-label="New messages">
      {announcement}
    </div>
  );
}
