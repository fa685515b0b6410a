import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/**
 * Why a request must be refused, if it must. The server trusts everyone who can reach it, so other websites must not reach
 * it through a visitor's browser: neither by a name of their own that leads to 127.0.0.1 (`Host`), nor by scripts and
 * forms of theirs (`Origin`, `Sec-Fetch-Site`). Opening a page by a link is harmless and stays possible.
 */
export function refusal(request: IncomingMessage, port: number): string | undefined {
  const { host, origin } = request.headers;
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  // Port 80 is left out of names.
  if (port === 80) hosts.push('localhost', '127.0.0.1');
  if (host === undefined || !hosts.includes(host)) return 'this server answers to localhost only';
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`)) {
    return 'this server answers its own page only';
  }
  const isVisit = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  if (request.headers['sec-fetch-site'] === 'cross-site' && !isVisit) return 'this server answers its own page only';
  return undefined;
}

/** Refuses requests by {@link refusal}, and sets headers that stop other sites from using the responses. */
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
