import nock from 'nock';
import { expect } from 'vitest';
import { buildApp, type RollcallApp } from '../../src/app.js';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { eventually } from './eventually.js';
import { fakePicture } from './fake-face-engine.js';
import { createPhotoTools } from './fake-photo-tools.js';
import { freePort } from './rollcall-process.js';
import { silentLog } from './silent-log.js';
import { ADA, BEN, BOT_USER, CHANNEL, TEAM } from './slack/ids.js';
import { blockAction, menuQuery, messageEvent, type Payload, slackFile, slashCommand } from './slack/payloads.js';
import { facesOf } from './slack/read-message.js';
import { sendSigned } from './slack/signed-requests.js';
import type { StoredMessage } from './slack/state.js';
import { type SlackOfSeveral, startSlackOfSeveral } from './slack/two-workspaces.js';
import { startNock } from './start-nock.js';

const SECRET = 'a signing secret';
const PICTURES: Readonly<Record<string, Uint8Array>> = {
  F0FIRST00: fakePicture('ben:1', 'zoe:1'),
  F0SECOND0: fakePicture('ben:2'),
};

/** How Slack describes who sent something, and for whom. */
export interface MainJobForm {
  readonly enterpriseId?: string;
  /** Of a person, in clicks and menus. */
  readonly userTeam: string;
  readonly isOrgWide?: boolean;
  /** How many Rollcalls share the workspace; Slack sends to one after the other. */
  readonly copies?: number;
}

/** Where the face service is: one server, or several that share a database. */
export interface FaceService {
  readonly addresses: readonly string[];
  readonly key: string;
  readonly userId: string;
  readonly appId: string;
}

interface Running {
  readonly form: MainJobForm;
  readonly slack: SlackOfSeveral;
  readonly rollcalls: readonly {
    readonly app: RollcallApp;
    readonly recognizer: Recognizer;
    readonly address: string;
  }[];
  /** How much Slack has sent. */
  sent: number;
}

/**
 * The whole main job over HTTP, with Slack and pictures in memory: a photo is posted, a face is named from its menu, a training follows, and the
 * next photo comes back with the name.
 */
export async function runMainJob(form: MainJobForm, service: FaceService): Promise<void> {
  const running = await start(form, service);
  try {
    await work(running);
  } finally {
    for (const { app, recognizer } of running.rollcalls) {
      await app.stop();
      await recognizer.close();
    }
    await running.slack.close();
  }
}

async function start(form: MainJobForm, { addresses, ...account }: FaceService): Promise<Running> {
  const { enterpriseId, userTeam, copies = 1 } = form;
  startNock();
  nock.enableNetConnect('127.0.0.1');
  const slack = await startSlackOfSeveral([TEAM], () => '');
  slack.enterpriseId = enterpriseId;
  const organisation = enterpriseId === undefined ? {} : { enterprise_user: { enterprise_id: enterpriseId } };
  for (const [id, name] of [
    [ADA, 'Ada Lovelace'],
    [BEN, 'Ben Okri'],
  ] as const) {
    slack.stateOf(TEAM).users.set(id, { id, team_id: userTeam, profile: { real_name: name }, ...organisation });
  }
  const rollcalls: Running['rollcalls'][number][] = [];
  const apiBase = addresses.map((address) => `http://${address}`).join(',');
  for (let copy = 0; copy < copies; copy += 1) {
    const port = await freePort();
    const recognizer = createRecognizer({ apiBase, ...account, log: silentLog });
    const app = buildApp({
      slack: { kind: 'http', botToken: `xoxb-${TEAM}`, signingSecret: SECRET, port, apiUrl: slack.apiUrl },
      recognizer,
      photos: createPhotoTools((url) => PICTURES[url.split('/').at(-1) ?? ''] ?? fakePicture()),
      consent: 'off',
      log: silentLog,
    });
    await app.start();
    rollcalls.push({ app, recognizer, address: `http://127.0.0.1:${port}` });
  }
  return { form, slack, rollcalls, sent: 0 };
}

async function work(running: Running): Promise<void> {
  const { form, slack, rollcalls } = running;
  const first = await post(running, 'F0FIRST00', '1700000000.000100');
  expect(facesOf(first)).toHaveLength(2);

  const [blockId = ''] = menusOf(first);
  const menu = { action_id: 'pick_person', block_id: blockId, value: 'Ben Okri' };
  const where = {
    channel: { id: CHANNEL, name: 'photos' },
    container: { type: 'message', message_ts: first.ts },
    message: { type: 'message', user: BOT_USER, ts: first.ts, thread_ts: first.thread_ts },
  };
  const options = JSON.stringify(await send(running, menuQuery(menu, where, form.userTeam)));
  const value = /"value":"(u:[^"]+|n:[^"]+)"/.exec(options)?.[1];
  if (value === undefined) throw new Error(`there is no option for Ben: ${options}`);
  const action = {
    type: 'external_select',
    action_id: 'pick_person',
    block_id: blockId,
    selected_option: { text: { type: 'plain_text', text: 'Ben Okri' }, value },
  };
  const message = { ts: first.ts, thread_ts: first.thread_ts ?? '' };
  const response_url = `${slack.origin}/respond`;
  await send(running, { ...blockAction(action, message, ADA, form.userTeam), response_url });
  const again = () =>
    slack
      .stateOf(TEAM)
      .messagesOf(CHANNEL)
      .find(({ ts }) => ts === first.ts);
  await eventually(() => JSON.stringify(again()?.blocks)).toContain('Ben Okri');

  await send(running, { ...slashCommand(), response_url });
  await eventually(async () => (await rollcalls[0]?.recognizer.model.state())?.last?.people).toBe(1);

  const second = await post(running, 'F0SECOND0', '1700000200.000100');
  expect(JSON.stringify(second.blocks)).toContain('Ben Okri');
}

/** Sends something as Slack would in this form, to one Rollcall after the other. */
async function send(running: Running, payload: Payload): Promise<unknown> {
  const { form, rollcalls } = running;
  const { address = '' } = rollcalls[running.sent % rollcalls.length] ?? {};
  running.sent += 1;
  const answer = await sendSigned(address, SECRET, inForm(form, payload));
  const body = await answer.text();
  expect([answer.status, body]).toEqual([200, expect.any(String)]);
  return body === '' ? undefined : JSON.parse(body);
}

function inForm({ enterpriseId, isOrgWide = false }: MainJobForm, payload: Payload): Payload {
  if (enterpriseId === undefined) return payload;
  const isCommand = payload['type'] === undefined;
  if (payload['type'] === 'event_callback') {
    const authorization = { enterprise_id: enterpriseId, team_id: TEAM, user_id: BOT_USER, is_bot: true };
    return {
      ...payload,
      context_team_id: TEAM,
      context_enterprise_id: enterpriseId,
      authorizations: [{ ...authorization, is_enterprise_install: isOrgWide }],
    };
  }
  if (isCommand) return { ...payload, enterprise_id: enterpriseId, is_enterprise_install: String(isOrgWide) };
  return {
    ...payload,
    team: { id: TEAM, domain: 'test', enterprise_id: enterpriseId },
    enterprise: { id: enterpriseId, name: 'The organisation' },
    is_enterprise_install: isOrgWide,
  };
}

async function post(running: Running, fileId: string, ts: string): Promise<StoredMessage> {
  const { slack } = running;
  const files = [slackFile(fileId)];
  const { edits: _, ...event } = slack.stateOf(TEAM).putForeign({ files, ts });
  await send(running, messageEvent(event));
  const replies = () =>
    slack
      .stateOf(TEAM)
      .messagesOf(CHANNEL)
      .filter(({ user, thread_ts }) => user === BOT_USER && thread_ts === ts);
  await eventually(() => replies().length).toBe(1);
  const [reply] = replies();
  if (reply === undefined) throw new Error('there is no reply');
  return reply;
}

const menusOf = (reply: StoredMessage) =>
  (reply.blocks ?? []).flatMap(({ block_id, accessory }) =>
    (accessory as { type?: string } | undefined)?.type === 'external_select' ? [String(block_id)] : [],
  );
