import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** The paths that other sites may link to: the page and permalinks. None of them changes anything. */
const LINKABLE = /^\/(?:$|\?|archives\/|files\/)/;

/**
 * Why a request must be refused; undefined if it is allowed. Every program on this machine may use the server. Other
 * websites may not: neither through a host name that resolves to 127.0.0.1 (`Host`), nor through the browser of someone
 * who visits them (`Origin`, and `Sec-Fetch-Site`, which browsers also send with pictures and links). A page on another
 * port of localhost is another website too; browsers call it `same-site`.
 */
export function refusal(request: IncomingMessage, port: number): string | undefined {
  const { host, origin } = request.headers;
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  // Browsers leave out port 80.
  if (port === 80) hosts.push('localhost', '127.0.0.1');
  if (host === undefined || !hosts.includes(host)) return 'this server answers to localhost only';
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`)) {
    return 'this server answers its own page only';
  }
  const site = request.headers['sec-fetch-site'];
  // `none`: the person typed the address or opened a bookmark.
  if (site === undefined || site === 'same-origin' || site === 'none' || isLink(request)) return undefined;
  return 'this server answers its own page only';
}

function isLink({ method, headers, url = '' }: IncomingMessage): boolean {
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return method === 'GET' && isNavigation && LINKABLE.test(url);
}

/** Refuses requests as {@link refusal} says, and sets headers that stop other sites from using the responses. */
export function guard(port: number): RequestHandler {
  return (request, response, next) => {
    const reason = refusal(request, port);
    if (reason !== undefined) {
      response.status(403).type('text').send(`${reason}\n`);
      return;
    }
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
    next();
  };
}
