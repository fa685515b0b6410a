import { writeRoute } from '../state/route.js';

/** The tabs of an app: what it shows, and the conversation with it. They are links, so that each has its address. */
export function AppTabs({ active, channel }: { active: 'home' | 'messages'; channel: string | undefined }) {
  return (
    <nav className="app-tabs" aria-label="App">
      <a href={writeRoute({ kind: 'home' })} aria-current={active === 'home' ? 'page' : undefined}>
        Home
      </a>
      {channel !== undefined && (
        <a
          href={writeRoute({ kind: 'channel', channel, thread: undefined })}
          aria-current={active === 'messages' ? 'page' : undefined}
        >
          Messages
        </a>
      )}
    </nav>
  );
}
