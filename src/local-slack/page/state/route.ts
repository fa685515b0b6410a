/** What the address bar points at: a conversation (with a thread open beside it) or the app's home. */
export type Route =
  | { kind: 'channel'; channel: string; thread: string | undefined }
  | { kind: 'home' }
  | { kind: 'nowhere' };

/** The names a workspace on this machine has; the server uses one, the address bar perhaps the other. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1)$/u;

/** Reads the part of the address after '#'. */
export function readRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/');
  if (parts[0] === 'home') return { kind: 'home' };
  if (parts[0] === 'c' && parts[1]) {
    return { kind: 'channel', channel: parts[1], thread: parts[2] === 't' && parts[3] ? parts[3] : undefined };
  }
  return { kind: 'nowhere' };
}

/**
 * The place in this page that a permalink names (`…/archives/C…/p1763912345000200?thread_ts=…`), as the part after '#';
 * undefined for an address that is no permalink of this workspace.
 */
export function permalinkRoute(url: string, origin: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  const isHere = LOOPBACK.test(address.hostname) && address.port === new URL(origin).port;
  const match = isHere && /^\/archives\/(\w+)\/p(\d+)(\d{6})$/u.exec(address.pathname);
  if (!match || match[1] === undefined) return undefined;
  const thread = address.searchParams.get('thread_ts') ?? `${match[2]}.${match[3]}`;
  return writeRoute({ kind: 'channel', channel: match[1], thread });
}

/** The inverse of `readRoute`. */
export function writeRoute(route: Route): string {
  if (route.kind === 'home') return '#/home';
  if (route.kind === 'nowhere') return '#/';
  return route.thread === undefined ? `#/c/${route.channel}` : `#/c/${route.channel}/t/${route.thread}`;
}
