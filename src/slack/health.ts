import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../log.js';

/** One thing that has to be there before work can be done. Rejects, or answers false, when it is not. */
export type HealthCheck = () => boolean | Promise<unknown>;

export interface HealthRoute {
  readonly path: string;
  answer(response: ServerResponse): Promise<void>;
}

/** Asking the face service costs a call, so its answer is good for a while. */
const CHECK_MAX_AGE_MS = 15_000;
/** Who asks for readiness does not wait long. */
const CHECK_LIMIT_MS = 3000;

/**
 * `/healthz`: the process runs. `/readyz`: it can do its work now, else 503 and what is missing.
 * @param checks by the name under which each is reported.
 */
export function createHealthRoutes(checks: Readonly<Record<string, HealthCheck>>): HealthRoute[] {
  const remembered = Object.entries(checks).map(([name, check]) => ({ name, isFine: remember(check) }));
  return [
    { path: '/healthz', answer: async (response) => send(response, 200, { ok: true }) },
    {
      path: '/readyz',
      async answer(response) {
        const results = await Promise.all(remembered.map(async ({ name, isFine }) => [name, await isFine()] as const));
        const ok = results.every(([, isFine]) => isFine);
        send(response, ok ? 200 : 503, { ok, ...Object.fromEntries(results) });
      },
    },
  ];
}

/** A server for nothing but health, where Slack's side needs none. */
export async function startHealthServer(
  routes: readonly HealthRoute[],
  { port, host }: { readonly port: number; readonly host: string },
  log: Log,
): Promise<Server> {
  const server = createServer((request, response) => {
    const route = routes.find(({ path }) => path === request.url?.split('?')[0]);
    if (route === undefined || request.method !== 'GET') send(response, route === undefined ? 404 : 405, { ok: false });
    else void route.answer(response);
  });
  await new Promise<void>((resolve) => {
    // Socket Mode needs no port: a second copy on this machine does its work without one of its own.
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

/** However often it is asked, a check that takes a call is made once in a while, and once at a time. */
function remember(check: HealthCheck): () => Promise<boolean> {
  let latest: { readonly at: number; readonly isFine: Promise<boolean> } | undefined;
  return async () => {
    const found = latest !== undefined && Date.now() - latest.at < CHECK_MAX_AGE_MS ? latest.isFine : undefined;
    if (found !== undefined) return found;
    const answer = check();
    if (typeof answer === 'boolean') return answer;
    const isFine = Promise.race([
      answer.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, CHECK_LIMIT_MS, false).unref()),
    ]);
    latest = { at: Date.now(), isFine };
    return isFine;
  };
}
