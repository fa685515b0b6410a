import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App, ReceiverEvent } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createBoltLogger } from '../../src/slack/connection.js';
import { createSocketReceiver, type SocketReceiver } from '../../src/slack/socket-receiver.js';

/** How the server answers `apps.connections.open`: with an address, Slack's refusal, an HTTP status, or by hanging up. */
type Opening = 'accepted' | 'hang up' | 'closed' | { readonly refusal: string } | { readonly status: number };

/** Slack's two ends of Socket Mode, as rude as a test wants them. */
async function startSlack() {
  const openings: Opening[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  let opened = 0;
  const server: Server = createServer((_request, response) => {
    opened += 1;
    const opening = openings.shift() ?? 'accepted';
    if (opening === 'hang up') return void response.socket?.destroy();
    if (typeof opening === 'object' && 'status' in opening) return void response.writeHead(opening.status).end('no');
    response.writeHead(200, { 'content-type': 'application/json' });
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/${opening === 'accepted' ? 'in' : 'shut'}`;
    response.end(
      JSON.stringify(typeof opening === 'object' ? { ok: false, error: opening.refusal } : { ok: true, url }),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/shut') return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (ws) => ws.send(JSON.stringify({ type: 'hello' })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    openings,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    get opened() {
      return opened;
    },
    /** Ends every connection, as Slack does every few hours, or as a broken network does. */
    drop(how: 'politely' | 'at once') {
      for (const client of sockets.clients) {
        if (how === 'at once') client.terminate();
        else client.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
      }
    },
    /** Sends a click. */
    click() {
      const click = { type: 'interactive', envelope_id: 'E1', payload: { type: 'block_actions' } };
      for (const client of sockets.clients) client.send(JSON.stringify(click));
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let slack: Awaited<ReturnType<typeof startSlack>>;
let receiver: SocketReceiver;
let logged: string[];
let waits: number[];
let reconnections: number[];

beforeEach(async () => {
  slack = await startSlack();
  logged = [];
  waits = [];
  reconnections = [];
  const write = (level: string) => (line: string) => void logged.push(`${level}: ${line}`);
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  receiver = createSocketReceiver({
    appToken: 'xapp-test',
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, fetch: globalThis.fetch },
    log,
    logger: createBoltLogger(log),
    sleep: async (ms) => {
      waits.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    now: () => 1234,
    onReconnected: (lostAtMs) => reconnections.push(lostAtMs),
  });
});
afterEach(async () => {
  await receiver.stop();
  await slack.close();
});

// Vitest fails a run in which any promise is rejected unhandled, which would end the real process.
describe('a lost connection', () => {
  it.each(['politely', 'at once'] as const)('is made again at once when Slack ends it %s', async (how) => {
    await receiver.start();
    slack.drop(how);
    await expect.poll(() => slack.opened).toBe(2);
    await expect.poll(() => receiver.isConnected).toBe(true);
    expect(waits).toEqual([0]);
  });

  it('leaves a gap to catch up with when Slack ends it at once', async () => {
    await receiver.start();
    slack.drop('at once');
    await expect.poll(() => reconnections).toEqual([1234]);
  });

  it('leaves none when Slack announced it, and there is a new one within seconds', async () => {
    await receiver.start();
    slack.drop('politely');
    await expect.poll(() => slack.opened).toBe(2);
    await expect.poll(() => receiver.isConnected).toBe(true);
    // One that was not announced, to see that the first has not been reported late.
    slack.drop('at once');
    await expect.poll(() => reconnections).toEqual([1234]);
  });

  it.each<[string, Opening]>([
    ['Slack refuses the token', { refusal: 'invalid_auth' }],
    ['the app was removed', { refusal: 'account_inactive' }],
    ['Slack has an inner error', { refusal: 'internal_error' }],
    ['Slack asks to slow down without saying how long', { status: 429 }],
    ['Slack is down', { status: 503 }],
    ['the network is away', 'hang up'],
    ['the new address does not work', 'closed'],
  ])('is tried again however often it fails: %s', async (_why, opening) => {
    await receiver.start();
    slack.openings.push(opening, opening, opening);
    slack.drop('at once');
    await expect.poll(() => reconnections).toHaveLength(1);
    expect(slack.opened).toBe(5);
    expect(receiver.isConnected).toBe(true);
    expect(logged.at(-1)).toBe('info: Connected to Slack again, at try 4.');
  });

  it('says what to do about a refusal, and asks once a minute only', async () => {
    await receiver.start();
    slack.openings.push({ refusal: 'invalid_auth' });
    slack.drop('at once');
    await expect.poll(() => reconnections).toHaveLength(1);
    expect(waits).toEqual([0, 60_000]);
    expect(logged).toContainEqual(
      expect.stringMatching(/^error: Slack refuses the connection \(invalid_auth\): install/),
    );
  });

  it('waits longer and longer, up to half a minute', async () => {
    await receiver.start();
    slack.openings.push(...Array.from({ length: 9 }, (): Opening => ({ status: 503 })));
    slack.drop('at once');
    await expect.poll(() => reconnections).toHaveLength(1);
    expect(waits).toEqual([0, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  });

  it('does not keep a click from being handled to the end', async () => {
    const handling: ReceiverEvent[] = [];
    receiver.init({ processEvent: async (event: ReceiverEvent) => handling.push(event) } as unknown as App);
    await receiver.start();
    slack.click();
    await expect.poll(() => handling).toHaveLength(1);
    slack.openings.push(...Array.from({ length: 500 }, (): Opening => ({ status: 503 })));
    slack.drop('at once');
    await expect.poll(() => receiver.isConnected).toBe(false);
    await handling[0]?.ack();
    expect(logged).toContain('warn: A request of Slack was not acknowledged, because the connection was lost.');
  });

  it('is not made again after a stop', async () => {
    await receiver.start();
    await receiver.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(slack.opened).toBe(1);
    expect(receiver.isConnected).toBe(false);
  });
});

it('rejects when the first connection is refused, so that the start can say why', async () => {
  slack.openings.push({ refusal: 'invalid_auth' });
  await expect(receiver.start()).rejects.toThrow('invalid_auth');
});
