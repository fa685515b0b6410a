import { useEffect, useState } from 'react';
import { ConfirmProvider } from './overlays/confirm-dialog.js';
import { LightboxProvider } from './overlays/lightbox.js';
import { showToast, Toasts } from './overlays/toasts.js';
import { Shell } from './shell/shell.js';
import { explain } from './slack/errors.js';
import { createSession, type Session } from './state/session.js';
import { usePerson } from './state/use-person.js';
import { SessionContext } from './state/use-session.js';
import { Spinner } from './ui/icon.js';

/** The page: one person's view of the workspace. */
export function App() {
  const person = usePerson();
  return (
    <>
      {person.kind === 'found' && <View key={person.id} me={person.id} onSwitch={person.switchTo} />}
      {person.kind === 'loading' && (
        <main className="waiting" aria-busy="true">
          <h1 className="hidden">Rollcall</h1>
          <Spinner />
          <span className="hidden">Loading</span>
        </main>
      )}
      {person.kind === 'unreachable' && (
        <main className="waiting">
          <h1 className="hidden">Rollcall</h1>
          <div role="alert">
            <p>{person.sentence}</p>
            <p className="waiting-note">Trying again…</p>
          </div>
        </main>
      )}
      <Toasts />
    </>
  );
}

function View({ me, onSwitch }: { me: string; onSwitch(user: string): void }) {
  const [session] = useState<Session>(() => createSession(me, (error) => showToast(explain(error))));
  useEffect(() => session.start(), [session]);
  return (
    <SessionContext value={session}>
      <ConfirmProvider>
        <LightboxProvider>
          <Shell onSwitch={onSwitch} />
        </LightboxProvider>
      </ConfirmProvider>
    </SessionContext>
  );
}
