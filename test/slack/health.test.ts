import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHealthRoutes, type HealthCheck, startHealthServer } from '../../src/slack/health.js';
import { freePort } from '../support/rollcall-process.js';

let server: Server | undefined;
const logged: string[] = [];
const log = { debug() {}, info() {}, warn: (line: string) => void logged.push(line), error() {} };
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function start(
  checks: Record<string, HealthCheck>,
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const port = await freePort();
  server = await startHealthServer(createHealthRoutes(checks), { port, host: '127.0.0.1' }, log);
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

function addressOf(listening: Server | undefined): AddressInfo {
  const address = listening?.address();
  if (address === null || typeof address !== 'object') throw new Error('it does not listen');
  return address;
}

describe('GET /healthz', () => {
  it('is fine as long as the process runs, whatever is missing', async () => {
    const get = await start({ slack: () => false });
    const response = await get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('GET /readyz', () => {
  it.each<[string, Record<string, HealthCheck>, number, Record<string, boolean>]>([
    [
      'everything is there',
      { slack: () => true, faces: async () => 'engine' },
      200,
      { ok: true, slack: true, faces: true },
    ],
    [
      'Slack is away',
      { slack: () => false, faces: async () => 'engine' },
      503,
      { ok: false, slack: false, faces: true },
    ],
    [
      'the face service is away',
      { slack: () => true, faces: () => Promise.reject(new Error('away')) },
      503,
      { ok: false, slack: true, faces: false },
    ],
  ])('%s', async (_when, checks, status, body) => {
    const get = await start(checks);
    const response = await get('/readyz?verbose');
    expect([response.status, await response.json()]).toEqual([status, body]);
  });

  it('asks the face service once, however often it is asked itself, and Slack’s side anew each time', async () => {
    let calls = 0;
    let isConnected = true;
    const get = await start({
      slack: () => isConnected,
      faces: () => Promise.resolve(++calls),
    });
    await Promise.all([get('/readyz'), get('/readyz'), get('/readyz')]);
    isConnected = false;
    expect((await get('/readyz')).status).toBe(503);
    expect(calls).toBe(1);
  });
});

it('tells nothing else, and takes nothing', async () => {
  const get = await start({});
  expect((await get('/')).status).toBe(404);
  expect((await get('/healthz', { method: 'POST' })).status).toBe(405);
});

it('can be reached from this machine only', async () => {
  await start({});
  expect(addressOf(server).address).toBe('127.0.0.1');
});

it('does without when the port is taken: a second copy on one machine works all the same', async () => {
  await start({});
  const { port } = addressOf(server);
  const second = await startHealthServer([], { port, host: '127.0.0.1' }, log);
  expect(second.listening).toBe(false);
  expect(logged.at(-1)).toMatch(/Set PORT to a free port/);
});
