import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { buildApp, type RollcallApp } from '../src/app.js';
import { createRecognizer } from '../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import { eventually } from './support/eventually.js';
import { fakePicture } from './support/fake-face-engine.js';
import { createPhotoTools } from './support/fake-photo-tools.js';
import { startTestClarifai, type TestClarifai } from './support/local-clarifai.js';
import { freePort } from './support/rollcall-process.js';
import { silentLog } from './support/silent-log.js';
import { ADA, BEN, BOT_USER, CHANNEL, TEAM } from './support/slack/ids.js';
import {
  blockAction,
  menuQuery,
  messageEvent,
  type Payload,
  slackFile,
  slashCommand,
} from './support/slack/payloads.js';
import { facesOf } from './support/slack/read-message.js';
import { sendSigned } from './support/slack/signed-requests.js';
import type { StoredMessage } from './support/slack/state.js';
import { type SlackOfSeveral, startSlackOfSeveral } from './support/slack/two-workspaces.js';
import { startNock } from './support/start-nock.js';

const SECRET = 'a signing secret';
const ORGANISATION = 'E0ORG0000';
const COLLEAGUES_WORKSPACE = 'T0COLLEAGUE';
const PICTURES: Readonly<Record<string, Uint8Array>> = {
  F0FIRST00: fakePicture('ben:1', 'zoe:1'),
  F0SECOND0: fakePicture('ben:2'),
};

/** How Slack describes who sent something, and for whom. */
interface Form {
  readonly name: string;
  readonly enterpriseId?: string;
  /** Of a person, in clicks and menus. */
  readonly userTeam: string;
  readonly isOrgWide?: boolean;
  /** How many Rollcalls share the workspace; Slack sends to one after the other. */
  readonly copies?: number;
}

const FORMS: readonly Form[] = [
  { name: 'in a workspace of its own', userTeam: TEAM },
  {
    name: 'on Enterprise Grid, where people belong to the organisation',
    enterpriseId: ORGANISATION,
    userTeam: ORGANISATION,
  },
  {
    name: 'installed in a whole organisation, used by someone of another of its workspaces',
    enterpriseId: ORGANISATION,
    userTeam: COLLEAGUES_WORKSPACE,
    isOrgWide: true,
  },
  { name: 'with two Rollcalls behind one address', userTeam: TEAM, copies: 2 },
];

let slack: SlackOfSeveral;
let clarifai: TestClarifai;
let rollcalls: { readonly app: RollcallApp; readonly recognizer: Recognizer; readonly address: string }[] = [];
let sent = 0;

async function start({ enterpriseId, userTeam, copies = 1 }: Form): Promise<void> {
  startNock();
  nock.enableNetConnect('127.0.0.1');
  sent = 0;
  clarifai = await startTestClarifai();
  slack = await startSlackOfSeveral([TEAM], () => '');
  slack.enterpriseId = enterpriseId;
  const organisation = enterpriseId === undefined ? {} : { enterprise_user: { enterprise_id: enterpriseId } };
  for (const [id, name] of [
    [ADA, 'Ada Lovelace'],
    [BEN, 'Ben Okri'],
  ] as const) {
    slack.stateOf(TEAM).users.set(id, { id, team_id: userTeam, profile: { real_name: name }, ...organisation });
  }
  rollcalls = [];
  for (let copy = 0; copy < copies; copy += 1) {
    const port = await freePort();
    const { address: host, key, userId, appId } = clarifai;
    const recognizer = createRecognizer({ apiBase: `http://${host}`, key, userId, appId, log: silentLog });
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
}

afterEach(async () => {
  for (const { app, recognizer } of rollcalls) {
    await app.stop();
    await recognizer.close();
  }
  await slack.close();
  await clarifai.remove();
});

/** Sends something as Slack would in this form, to one Rollcall after the other. */
async function send(form: Form, payload: Payload): Promise<unknown> {
  const { address = '' } = rollcalls[sent % rollcalls.length] ?? {};
  sent += 1;
  const answer = await sendSigned(address, SECRET, inForm(form, payload));
  const body = await answer.text();
  expect([answer.status, body]).toEqual([200, expect.any(String)]);
  return body === '' ? undefined : JSON.parse(body);
}

function inForm({ enterpriseId, isOrgWide = false }: Form, payload: Payload): Payload {
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

async function post(form: Form, fileId: string, ts: string): Promise<StoredMessage> {
  const files = [slackFile(fileId)];
  const { edits: _, ...event } = slack.stateOf(TEAM).putForeign({ files, ts });
  await send(form, messageEvent(event));
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

describe.each(FORMS)('over HTTP, $name', (form) => {
  it('asks who is in a photo, is told, learns, and names them in the next photo', async () => {
    await start(form);
    const first = await post(form, 'F0FIRST00', '1700000000.000100');
    expect(facesOf(first)).toHaveLength(2);

    const [blockId = ''] = menusOf(first);
    const menu = { action_id: 'pick_person', block_id: blockId, value: 'Ben Okri' };
    const where = {
      channel: { id: CHANNEL, name: 'photos' },
      container: { type: 'message', message_ts: first.ts },
      message: { type: 'message', user: BOT_USER, ts: first.ts, thread_ts: first.thread_ts },
    };
    const options = JSON.stringify(await send(form, menuQuery(menu, where, form.userTeam)));
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
    await send(form, { ...blockAction(action, message, ADA, form.userTeam), response_url });
    const again = () =>
      slack
        .stateOf(TEAM)
        .messagesOf(CHANNEL)
        .find(({ ts }) => ts === first.ts);
    await eventually(() => JSON.stringify(again()?.blocks)).toContain('Ben Okri');

    await send(form, { ...slashCommand(), response_url });
    await eventually(async () => (await rollcalls[0]?.recognizer.model.state())?.last?.people).toBe(1);

    const second = await post(form, 'F0SECOND0', '1700000200.000100');
    expect(JSON.stringify(second.blocks)).toContain('Ben Okri');
  });
});
