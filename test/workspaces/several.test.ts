import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { buildMultiWorkspace, type MultiWorkspace } from '../../src/workspaces/build-multi-workspace.js';
import { openInstallations } from '../../src/workspaces/installations.js';
import { addPhoto } from '../support/add-photo.js';
import { eventually } from '../support/eventually.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { createPhotoTools } from '../support/fake-photo-tools.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';
import { freePort } from '../support/rollcall-process.js';
import { ADA, BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import {
  blockAction,
  homeOpened,
  menuQuery,
  messageEvent,
  type Payload,
  slackFile,
  slashCommand,
  viewAction,
  viewSubmission,
} from '../support/slack/payloads.js';
import { sendSigned } from '../support/slack/signed-requests.js';
import { type SlackOfSeveral, startSlackOfSeveral } from '../support/slack/two-workspaces.js';
import { startNock } from '../support/start-nock.js';

const [ONE, TWO] = ['T0ONE0000', 'T0TWO0000'];
const SECRET = 'a signing secret';
const DAY_MS = 24 * 60 * 60_000;
const PICTURES: Readonly<Record<string, Uint8Array>> = {
  F0ZELDA: fakePicture('zelda:2'),
  F0OTTO: fakePicture('otto:1'),
};

let slack: SlackOfSeveral;
let clarifai: TestClarifai;
/** The applications that calls to Clarifai were for. */
let appsCalled: string[];
let rollcall: MultiWorkspace;
let folder: string;
let address: string;
let logged: string[];
let nowMs: number;

beforeEach(async () => {
  startNock();
  nock.enableNetConnect('127.0.0.1');
  folder = mkdtempSync(join(tmpdir(), 'rollcall-workspaces-'));
  appsCalled = [];
  logged = [];
  nowMs = Date.now();
  clarifai = await startTestClarifai({
    intercept: (call, next) => {
      appsCalled.push(appOf(call.request));
      return next();
    },
  });
  address = `http://127.0.0.1:${await freePort()}`;
  slack = await startSlackOfSeveral([ONE, TWO], () => `${address}/slack/oauth_redirect`);
  await start();
});

afterEach(async () => {
  await rollcall.stop();
  await slack.close();
  await clarifai.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** @param kind how Slack reaches Rollcall. */
async function start(kind: 'http' | 'socket' = 'http'): Promise<void> {
  const line = (text: string) => void logged.push(text);
  const apiUrl = slack.apiUrl;
  rollcall = buildMultiWorkspace({
    transport:
      kind === 'http'
        ? { kind, signingSecret: SECRET, port: Number(new URL(address).port), apiUrl }
        : { kind, appToken: 'xapp-test', healthPort: Number(new URL(address).port), apiUrl },
    clientId: 'client',
    clientSecret: 'client secret',
    apiUrl,
    scopes: ['chat:write', 'files:read'],
    installations: await openInstallations(folder),
    folder,
    clarifai: { apiBase: `http://${clarifai.address}`, key: clarifai.key, userId: clarifai.userId },
    appIdStart: 'rollcall',
    settings: {
      photos: createPhotoTools((url) => PICTURES[url.split('/').at(-1) ?? ''] ?? fakePicture()),
      consent: 'off',
      drainMs: 5000,
    },
    graceMs: 30 * DAY_MS,
    log: { debug: line, info: line, warn: line, error: line },
    now: () => nowMs,
    sleep: async () => undefined,
  });
  await rollcall.start();
}

/** The way of a browser from `/slack/install` to the page at the end. */
async function addToSlack(team: string, { cookie }: { readonly cookie?: string } = {}): Promise<Response> {
  slack.agreesFor = team;
  const page = await fetch(`${address}/slack/install`);
  const link = /class="button" href="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const back = await fetch(link.replaceAll('&#38;', '&'), { redirect: 'manual' });
  const given = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  return fetch(back.headers.get('location') ?? '', { headers: { cookie: cookie ?? given } });
}

/** Sends something as Slack does, as if it came from a workspace. */
function send(team: string, payload: Payload): Promise<Response> {
  const ours = JSON.parse(JSON.stringify(payload).replaceAll('T00000001', team));
  return sendSigned(address, SECRET, ours);
}

const uninstalled = () => ({
  type: 'event_callback',
  team_id: 'T00000001',
  event_time: Math.floor(nowMs / 1000),
  event: { type: 'app_uninstalled' },
});

const recognizerOf = (team: string) =>
  createRecognizer({
    apiBase: `http://${clarifai.address}`,
    key: clarifai.key,
    userId: clarifai.userId,
    appId: `rollcall-${team.toLowerCase()}`,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });

/** Someone is named in a workspace's photo, and learned. */
async function teachZelda(team: string) {
  const recognizer = recognizerOf(team);
  const source = { teamId: team, channelId: CHANNEL, messageTs: POST_TS };
  await addPhoto(recognizer, { id: 'slack-f0secret', picture: fakePicture('zelda:1'), source });
  const face = (await recognizer.photos.read('slack-f0secret')).faces[0]?.id ?? '';
  const zelda = await recognizer.people.add({ name: 'Zelda Secret' });
  await recognizer.tags.add({ photoId: 'slack-f0secret', faceId: face, person: zelda, taggedBy: ADA });
  await recognizer.model.train({ trainedBy: ADA });
  await recognizer.close();
  return { personId: zelda.id, faceId: face };
}

async function contentsOf(team: string) {
  const recognizer = recognizerOf(team);
  try {
    const { people, records } = await recognizer.people.registry();
    return { people, records, tags: await recognizer.tags.list() };
  } finally {
    await recognizer.close();
  }
}

async function post(team: string, fileId: string): Promise<void> {
  const files = [slackFile(fileId)];
  const { edits: _, ...event } = slack.stateOf(team).putForeign({ files, ts: POST_TS });
  expect((await send(team, messageEvent(event))).status).toBe(200);
}

const repliesIn = (team: string) =>
  slack
    .stateOf(team)
    .messagesOf(CHANNEL)
    .filter(({ user, thread_ts }) => user === BOT_USER && thread_ts === POST_TS);
const everythingShownIn = (team: string) => {
  const { messages, ephemerals, commandAnswers, files, modals, homes } = slack.stateOf(team);
  return JSON.stringify([[...messages], ephemerals, commandAnswers, [...files], [...modals], [...homes]]);
};

/** Waits until no workspace has made a call for a while. */
async function settle(): Promise<void> {
  for (let before = -1, after = 0; before !== after; ) {
    before = after;
    await new Promise((resolve) => setTimeout(resolve, 300));
    after = appsCalled.length + slack.callsOf(ONE) + slack.callsOf(TWO);
  }
}

describe('adding Rollcall to Slack', () => {
  it('stores the installation where only its owner can read it, and gives the workspace an application', async () => {
    const page = await addToSlack(ONE);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('added to Team &#60;T0ONE0000&#62;');
    expect(rollcall.workspaces.count()).toEqual({ running: 1, failed: 0, uninstalled: 0 });
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'installations.json')).mode & 0o777).toBe(0o600);
    expect(appsCalled).toContain('rollcall-t0one0000');
    await post(ONE, 'F0ZELDA');
    await eventually(() => repliesIn(ONE)).toHaveLength(1);
    expect(logged.join('\n')).not.toMatch(/xoxb-|client secret/);
  });

  it('refuses an answer for another browser, and one that someone cancelled', async () => {
    const other = await addToSlack(ONE, { cookie: 'slack-app-oauth-state=another' });
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('started in another browser')]);
    const cancelled = await addToSlack('');
    expect([cancelled.status, await cancelled.text()]).toEqual([400, expect.stringContaining('You cancelled')]);
    expect(rollcall.workspaces.count()).toEqual({ running: 0, failed: 0, uninstalled: 0 });
  });

  it('starts every workspace again after a restart, and is ready', async () => {
    await addToSlack(ONE);
    await addToSlack(TWO);
    await rollcall.stop();
    await start();
    expect(rollcall.workspaces.count()).toEqual({ running: 2, failed: 0, uninstalled: 0 });
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, faces: true }]);
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('rollcall_workspaces{state="running"} 2');
  });
});

describe('two workspaces', () => {
  it('see nothing of each other, whatever is sent from one', async () => {
    await addToSlack(ONE);
    await addToSlack(TWO);
    const { personId, faceId } = await teachZelda(ONE);
    await post(TWO, 'F0OTTO');
    await eventually(() => repliesIn(TWO)).toHaveLength(1);
    await settle();
    const before = { contents: await contentsOf(ONE), calls: slack.callsOf(ONE) };
    appsCalled = [];

    const blockId = `face:slack-f0secret:${faceId}::old`;
    const replyTs = repliesIn(TWO)[0]?.ts ?? '';
    const message = { ts: replyTs, thread_ts: POST_TS };
    const home = { type: 'home', id: 'V0HOME', private_metadata: '0' };
    const person = JSON.stringify({ personId, origin: { kind: 'home', page: 0 } });
    const modal = { type: 'modal', id: 'V0MODAL', private_metadata: person };
    const press = (actionId: string, value: string) => ({
      type: 'button',
      action_id: actionId,
      block_id: blockId,
      value,
    });
    const pick = (value: string) => ({
      type: 'external_select',
      action_id: 'pick_person',
      block_id: blockId,
      selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
    });
    const doors: Payload[] = [
      menuQuery({ action_id: 'pick_person', block_id: blockId, value: 'Zelda' }),
      menuQuery({ action_id: 'pick_person', block_id: blockId, value: '' }),
      ...[`p:${personId}`, 'a:new', 'w:name', 'm:not a face', 'c:yes', `e:${personId}`].map((value) =>
        blockAction(pick(value), message),
      ),
      ...[
        'confirm_person',
        'reject_person',
        'undo_name',
        'undo_mark',
        'not_me',
        'this_is_me',
        'change_names',
        'name_everyone',
        'name_again',
        'merge_pair',
        'see_photo',
        'find_photos',
      ].map((id) => blockAction(press(id, personId), message)),
      blockAction({ ...press('turn_page:1', '1'), block_id: 'b' }, message),
      ...[
        'change_person',
        'all_changes',
        'forget_person',
        'find_photos',
        'photos_of_me:weekly',
        'unnamed_faces',
        'own_data',
        'find_everyone',
        'keep_person',
      ].map((id) => viewAction({ action_id: id, value: personId }, home)),
      viewAction({ action_id: 'remove_person', value: personId }, modal),
      viewAction({ action_id: 'take_back', value: `removed:${personId}:1` }, modal),
      ...['person', 'remove_person', 'forget_person', 'merge_person'].map((callbackId) =>
        viewSubmission({ ...modal, callback_id: callbackId, blocks: [] }, {}),
      ),
      slashCommand('Zelda', '/find-photos'),
      slashCommand('status'),
      slashCommand(''),
      homeOpened(ADA),
    ].map((payload) => ({ ...payload, response_url: `${slack.origin}/respond` }));
    const answers: string[] = [];
    /** What no listener acknowledged. */
    const unreached: unknown[] = [];
    for (const payload of doors) {
      const answer = await send(TWO, payload);
      if (answer.status !== 200) unreached.push(payload['actions'] ?? payload['view']);
      answers.push(await answer.text());
    }
    await send(
      TWO,
      messageEvent({ ...slack.stateOf(TWO).putForeign({ ts: '1700000100.000100' }), files: [slackFile('F0ZELDA')] }),
    );
    await settle();

    // “Zelda” is what the other workspace typed.
    expect(unreached).toEqual([]);
    expect(answers.join('\n')).not.toContain('Secret');
    expect(everythingShownIn(TWO)).not.toContain('Secret');
    expect(new Set(appsCalled)).toEqual(new Set(['rollcall-t0two0000']));
    expect(slack.callsOf(ONE)).toBe(before.calls);
    expect(await contentsOf(ONE)).toEqual(before.contents);
  }, 60_000);

  it('keep apart what is stored on disk, and something from a third workspace reaches neither', async () => {
    await addToSlack(ONE);
    await addToSlack(TWO);
    await settle();
    const [one, two] = [slack.callsOf(ONE), slack.callsOf(TWO)];
    appsCalled = [];
    expect((await send('T0THIRD00', slashCommand('status'))).status).toBe(200);
    expect((await send('T0THIRD00', messageEvent({ files: [slackFile('F0ZELDA')] }))).status).toBe(200);
    await settle();
    expect([slack.callsOf(ONE), slack.callsOf(TWO), appsCalled]).toEqual([one, two, []]);
    for (const name of readdirSync(folder)) expect([ONE, TWO, 'installations.json']).toContain(name);
  });
});

describe('over Socket Mode', () => {
  beforeEach(async () => {
    await rollcall.stop();
    await start('socket');
    await addToSlack(ONE);
    await addToSlack(TWO);
  });

  const sendTo = (team: string, type: string, payload: Payload) =>
    slack.sendOverSocket(type, JSON.parse(JSON.stringify(payload).replaceAll('T00000001', team)));

  it('each workspace is answered in its own conversations, and knows its own people', async () => {
    await teachZelda(ONE);
    appsCalled = [];
    const files = [slackFile('F0ZELDA')];
    const { edits: _, ...event } = slack.stateOf(TWO).putForeign({ files, ts: POST_TS });
    await sendTo(TWO, 'events_api', messageEvent(event));
    await eventually(() => repliesIn(TWO)).toHaveLength(1);
    const menu = menuQuery({ action_id: 'pick_person', block_id: 'face:slack-f0zelda:x::old', value: 'Zelda' });
    expect(JSON.stringify(await sendTo(TWO, 'interactive', menu))).not.toContain('Secret');
    await settle();
    expect(everythingShownIn(TWO)).not.toContain('Secret');
    expect(repliesIn(ONE)).toHaveLength(0);
    expect(new Set(appsCalled)).toEqual(new Set(['rollcall-t0two0000']));
  });

  it('one that is uninstalled ends, and the other goes on', async () => {
    await sendTo(ONE, 'events_api', uninstalled());
    await eventually(() => rollcall.workspaces.count()).toEqual({ running: 1, failed: 0, uninstalled: 1 });
    const files = [slackFile('F0OTTO')];
    const { edits: _, ...event } = slack.stateOf(TWO).putForeign({ files, ts: POST_TS });
    await sendTo(TWO, 'events_api', messageEvent(event));
    await eventually(() => repliesIn(TWO)).toHaveLength(1);
  });
});

describe('uninstalling', () => {
  it('erases the workspace after the time of grace, and no other', async () => {
    await addToSlack(ONE);
    await addToSlack(TWO);
    await teachZelda(ONE);
    await teachZelda(TWO);
    expect((await send(ONE, uninstalled())).status).toBe(200);
    await eventually(() => rollcall.workspaces.count()).toEqual({ running: 1, failed: 0, uninstalled: 1 });
    expect(readFileSync(join(folder, 'installations.json'), 'utf8')).not.toContain(`xoxb-${ONE}`);

    nowMs += 29 * DAY_MS;
    await rollcall.workspaces.eraseDue();
    expect((await contentsOf(ONE)).people).toHaveLength(1);

    nowMs += 2 * DAY_MS;
    await rollcall.workspaces.eraseDue();
    await expect(contentsOf(ONE)).rejects.toMatchObject({ kind: 'not_found' });
    expect(existsSync(join(folder, ONE))).toBe(false);
    expect(readFileSync(join(folder, 'installations.json'), 'utf8')).not.toContain(ONE);
    expect((await contentsOf(TWO)).people).toHaveLength(1);
  }, 60_000);

  it('keeps everything for a workspace that adds it again in time, whatever arrives late', async () => {
    await addToSlack(ONE);
    await teachZelda(ONE);
    const lateEvent = uninstalled();
    expect(
      (await send(ONE, { ...lateEvent, event: { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } } })).status,
    ).toBe(200);
    await eventually(() => rollcall.workspaces.count()).toEqual({ running: 0, failed: 0, uninstalled: 1 });
    nowMs += 10 * DAY_MS;
    await addToSlack(ONE);
    await send(ONE, lateEvent);
    nowMs += 60 * DAY_MS;
    await rollcall.workspaces.eraseDue();
    expect(rollcall.workspaces.count()).toEqual({ running: 1, failed: 0, uninstalled: 0 });
    expect((await contentsOf(ONE)).people).toEqual([expect.objectContaining({ name: 'Zelda Secret' })]);
  }, 60_000);

  it('is noticed at the next start if it happened while Rollcall was stopped', async () => {
    await addToSlack(ONE);
    await rollcall.stop();
    slack.refusals.set(ONE, 'account_inactive');
    await start();
    expect(rollcall.workspaces.count()).toEqual({ running: 0, failed: 0, uninstalled: 1 });
  });
});

function appOf(request: unknown): string {
  const { getUserAppId } = request as { getUserAppId?: () => { getAppId(): string } | undefined };
  return getUserAppId?.call(request)?.getAppId() || 'none';
}
