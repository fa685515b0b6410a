import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { decodeArgs } from './decode-args.js';
import { fileMethods } from './files-api.js';
import { BOT_ID, BOT_USER, TEAM } from './ids.js';
import { messageMethods } from './messages-api.js';
import type { Method } from './method.js';
import { peopleMethods } from './people-api.js';
import { Refusal } from './refusal.js';
import { SlackState } from './state.js';
import { viewMethods } from './views-api.js';

/** Slack with one or several workspaces, over HTTP: its page that asks for permission, `oauth.v2.access`, and the Web API of each. */
export interface SlackOfSeveral {
  /** With `/api/`. */
  readonly apiUrl: string;
  readonly origin: string;
  stateOf(team: string): SlackState;
  /** How many calls were made with the token of a workspace. */
  callsOf(team: string): number;
  /** The workspace that agrees on Slack's page, as the person who opens it chooses. */
  agreesFor: string;
  /** The Enterprise Grid organisation that all of them belong to, if any. */
  enterpriseId: string | undefined;
  /** Each workspace's error for every call, once the app is not in it any more. */
  readonly refusals: Map<string, string>;
  /** Sends something over Socket Mode, and waits until it is acknowledged. @returns what the acknowledgement says, if anything. */
  sendOverSocket(type: string, payload: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** @param redirectTo where Slack leads back to, as configured in the app. */
export async function startSlackOfSeveral(teams: readonly string[], redirectTo: () => string): Promise<SlackOfSeveral> {
  const states = new Map(teams.map((team) => [team, new SlackState()]));
  for (const [team, { users }] of states) {
    // Members of each workspace, and as foreign in the others as people of other organisations are.
    for (const user of users.values()) if (user.team_id === TEAM) users.set(user.id, { ...user, team_id: team });
  }
  const calls = new Map<string, number>();
  const refusals = new Map<string, string>();
  const methods = new Map([...states].map(([team, state]) => [team, methodsOf(team, state, () => slack)]));

  const answer = async (
    request: IncomingMessage,
  ): Promise<{ readonly status: number; readonly to?: string; readonly body?: unknown }> => {
    const url = new URL(request.url ?? '/', origin);
    const body = await readBody(request);
    if (url.pathname === '/oauth/v2/authorize') {
      const back = new URL(redirectTo());
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      if (slack.agreesFor === '') back.searchParams.set('error', 'access_denied');
      else back.searchParams.set('code', `code-${slack.agreesFor}`);
      return { status: 302, to: back.href };
    }
    const method = /^\/api\/(.+)$/.exec(url.pathname)?.[1];
    if (method === undefined) return { status: 200, body: 'OK' };
    const { token: _token, ...args } = decodeArgs(body);
    if (method === 'apps.connections.open')
      return { status: 200, body: { ok: true, url: `${origin.replace('http:', 'ws:')}/link` } };
    if (method === 'oauth.v2.access') {
      const team = String(args['code']).replace('code-', '');
      return { status: 200, body: installationIn(team) };
    }
    const team = /xoxb-(\w+)/.exec(`${request.headers.authorization} ${body}`)?.[1] ?? '';
    calls.set(team, (calls.get(team) ?? 0) + 1);
    const refusal = refusals.get(team);
    if (refusal !== undefined) return { status: 200, body: { ok: false, error: refusal } };
    const run = methods.get(team)?.[method];
    if (run === undefined) return { status: 200, body: { ok: false, error: 'unknown_method' } };
    try {
      return { status: 200, body: { ok: true, ...run(args) } };
    } catch (error) {
      if (error instanceof Refusal) return { status: 200, body: error.body };
      throw error;
    }
  };

  const server = createServer((request, response) => {
    void answer(request).then(({ status, to, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(to === undefined ? {} : { location: to }) });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  const awaited = new Map<string, (payload: unknown) => void>();
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('message', (data) => {
        const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: unknown };
        awaited.get(envelope_id)?.(payload);
      });
      ws.send(JSON.stringify({ type: 'hello' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slack: SlackOfSeveral = {
    origin,
    apiUrl: `${origin}/api/`,
    agreesFor: teams[0] ?? '',
    enterpriseId: undefined,
    refusals,
    callsOf: (team) => calls.get(team) ?? 0,
    stateOf(team) {
      const state = states.get(team);
      if (state === undefined) throw new Error(`There is no workspace ${team}`);
      return state;
    },
    sendOverSocket(type, payload) {
      const [client] = sockets.clients;
      if (client === undefined) throw new Error('Rollcall is not connected');
      const envelope_id = randomUUID();
      return new Promise((resolve) => {
        awaited.set(envelope_id, resolve);
        client.send(JSON.stringify({ type, envelope_id, payload, accepts_response_payload: true }));
      });
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slack;
}

function methodsOf(team: string, state: SlackState, slack: () => SlackOfSeveral): Record<string, Method> {
  return {
    ...messageMethods(state),
    ...fileMethods(state),
    ...peopleMethods(state),
    ...viewMethods(state),
    'auth.test': () => ({ user_id: BOT_USER, bot_id: BOT_ID, team_id: team, enterprise_id: slack().enterpriseId }),
    'files.getUploadURLExternal'(args) {
      const id = state.nextUploadId();
      state.files.set(id, {
        id,
        name: args['filename'],
        user: BOT_USER,
        mimetype: 'image/jpeg',
        created: 1_700_000_000,
      });
      return { upload_url: `${slack().origin}/upload/${id}`, file_id: id };
    },
  };
}

function installationIn(team: string) {
  return {
    ok: true,
    access_token: `xoxb-${team}`,
    token_type: 'bot',
    scope: 'chat:write',
    bot_user_id: BOT_USER,
    app_id: 'A1',
    team: { id: team, name: `Team <${team}>` },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: 'UADMIN000' },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
