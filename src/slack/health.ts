import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../log.js';

/** Checks something that Rollcall needs. Rejects or returns false if it does not work. */
export type HealthCheck = () => boolean | Promise<unknown>;

/** What is answered to GET requests of a path. */
export interface HealthRoute {
  readonly path: string;
  /** Never rejects. */
  answer(response: ServerResponse, request: IncomingMessage): Promise<void>;
}

/** How long a result is cached, in ms: checking the face service takes a call. */
const CHECK_MAX_AGE_MS = 15_000;
/** In ms. A check that takes longer has failed. */
const CHECK_LIMIT_MS = 3000;

/**
 * `/healthz`: the process runs. `/readyz`: 200 if it can do its work now, otherwise 503 with the checks that failed.
 * @param checks by the name each is reported under.
 */
export function createHealthRoutes(checks: Readonly<Record<string, HealthCheck>>): HealthRoute[] {
  const remembered = Object.entries(checks).map(([name, check]) => ({ name, isHealthy: remember(check) }));
  return [
    { path: '/healthz', answer: async (response) => send(response, 200, { ok: true }) },
    {
      path: '/readyz',
      async answer(response) {
        const results = await Promise.all(
          remembered.map(async ({ name, isHealthy }) => [name, await isHealthy()] as const),
        );
        const ok = results.every(([, isHealthy]) => isHealthy);
        send(response, ok ? 200 : 503, { ok, ...Object.fromEntries(results) });
      },
    },
  ];
}

/** A server for health checks alone, for Socket Mode. */
export async function startHealthServer(
  routes: readonly HealthRoute[],
  { port, host }: { readonly port: number; readonly host: string },
  log: Log,
): Promise<Server> {
  const server = createServer((request, response) => {
    const route = routes.find(({ path }) => path === request.url?.split('?')[0]);
    if (route === undefined || request.method !== 'GET') send(response, route === undefined ? 404 : 405, { ok: false });
    else void route.answer(response, request);
  });
  await new Promise<void>((resolve) => {
    // Socket Mode needs no port, so a second Rollcall on this machine works without one.
    server.once('error', (error) => {
      log.warn(
        `Rollcall can’t open the health port, so /healthz and /readyz don’t answer: ${error.message}. Set PORT to a free port.`,
      );
      resolve();
    });
    server.listen(port, host, resolve);
  });
  return server;
}

function send(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Caches the result of a check that takes a call. */
function remember(check: HealthCheck): () => Promise<boolean> {
  let latest: { readonly at: number; readonly isHealthy: Promise<boolean> } | undefined;
  return async () => {
    const found = latest !== undefined && Date.now() - latest.at < CHECK_MAX_AGE_MS ? latest.isHealthy : undefined;
    if (found !== undefined) return found;
    const answer = check();
    if (typeof answer === 'boolean') return answer;
    const isHealthy = Promise.race([
      answer.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, CHECK_LIMIT_MS, false).unref()),
    ]);
    latest = { at: Date.now(), isHealthy };
    return isHealthy;
  };
}
