/** The route in the address bar: a conversation, possibly with a thread, or the app's Home. */
export type Route =
  | { kind: 'channel'; channel: string; thread: string | undefined }
  | { kind: 'home' }
  | { kind: 'nowhere' };

/** The host names of local Slack: the server uses one, the address bar may have the other. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1)$/u;

/** Parses the part of the address after '#'. */
export function readRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/');
  if (parts[0] === 'home') return { kind: 'home' };
  if (parts[0] === 'c' && parts[1]) {
    return { kind: 'channel', channel: parts[1], thread: parts[2] === 't' && parts[3] ? parts[3] : undefined };
  }
  return { kind: 'nowhere' };
}

/**
 * The route of a permalink (`…/archives/C…/p1763912345000200?thread_ts=…`), as the part after '#';
 * undefined for a URL that is not a permalink of this workspace.
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
