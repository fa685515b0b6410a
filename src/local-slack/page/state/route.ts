/** What the address bar points at: a conversation (with a thread open beside it) or the app's home. */
export type Route =
  | { kind: 'channel'; channel: string; thread: string | undefined }
  | { kind: 'home' }
  | { kind: 'nowhere' };

/** Reads the part of the address after '#'. */
export function readRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/');
  if (parts[0] === 'home') return { kind: 'home' };
  if (parts[0] === 'c' && parts[1]) {
    return { kind: 'channel', channel: parts[1], thread: parts[2] === 't' && parts[3] ? parts[3] : undefined };
  }
  return { kind: 'nowhere' };
}

/** The inverse of `readRoute`. */
export function writeRoute(route: Route): string {
  if (route.kind === 'home') return '#/home';
  if (route.kind === 'nowhere') return '#/';
  return route.thread === undefined ? `#/c/${route.channel}` : `#/c/${route.channel}/t/${route.thread}`;
}
