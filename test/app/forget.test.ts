import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { openDatabase } from '../../src/store/open-database.js';
import { bytes } from '../../src/store/row-shapes.js';
import { FORGET_PERSON_ACTION } from '../../src/views/ids.js';
import { type Control, controlsOf, type Person, type SeenMessage } from '../support/person.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { type RollcallProcess, startRollcall } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';
import { findOnDisk, tracesOf } from '../support/traces-on-disk.js';

/** A name that no one in the workspace has, with letters of more than one byte. */
const NAME = 'Zoë Quèntin-Łód';
/** Local Slack erases earlier texts half a second after a change, but a busy machine takes longer. */
const ERASED_MS = 30_000;

describe('a person who is forgotten', () => {
  let folder: string;
  let rollcall: RollcallProcess;
  let ann: Person;
  let photos: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    await start();
  });
  afterAll(async () => {
    await rollcall.stop();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
    const workspace = await enter(rollcall.url);
    ann = workspace.people[0] as Person;
    photos = workspace.photos;
  }

  async function train(): Promise<void> {
    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /I can now recognise/.test(event.text));
    listening.stop();
  }

  /** Names a face in the modal and links it to Ann's account. */
  async function nameByModal(reply: SeenMessage, number: number): Promise<void> {
    const listening = await ann.listen();
    const now = await ann.readAgain(reply);
    const menu = rowOf(now, number).controls.find(({ element }) => element.type === 'external_select') as Control;
    const options = await ann.openMenu(now, menu);
    const add = options.find(({ text }) => text.text.startsWith('Add someone new'));
    if (add === undefined) throw new Error('the menu cannot add anyone');
    await ann.choose(now, menu, add);
    const opened = (await listening.next(({ type }) => type === 'view_opened')) as unknown as { view: { id: string } };
    const values = { name: { value: { value: NAME } }, member: { value: { selected_user: ann.id } } };
    const answer = await ann.local('view_submission', { view_id: opened.view.id, state: { values } });
    expect(answer).toMatchObject({ ok: true });
    listening.stop();
  }

  /** Opens App Home and waits until it contains the text. */
  async function openHome(shows: string): Promise<{ readonly id: string; readonly blocks: SeenMessage['blocks'] }> {
    const listening = await ann.listen();
    await ann.local('app_home_opened', {});
    const home = await listening.next((event) => event.type === 'home' && JSON.stringify(event).includes(shows));
    listening.stop();
    return (home as unknown as { view: { id: string; blocks: SeenMessage['blocks'] } }).view;
  }

  async function forgetMe(): Promise<void> {
    const { id, blocks } = await openHome('Forget me');
    const controls = controlsOf({
      type: 'home',
      channel: '',
      ts: '',
      text: '',
      ...(blocks === undefined ? {} : { blocks }),
    });
    const button = controls.find(({ element }) => element.action_id === FORGET_PERSON_ACTION) as Control;
    const click = { view_id: id, block_id: button.blockId, action_id: FORGET_PERSON_ACTION };
    expect(await ann.local('block_actions', click)).toMatchObject({ ok: true });
  }

  /** The embeddings of a photo in local Clarifai, left to right, read from a copy of its database. */
  async function embeddingsOf(fileId: string): Promise<Float32Array[]> {
    const copy = await mkdtemp(join(tmpdir(), 'rollcall-copy-'));
    cpSync(join(folder, 'clarifai'), copy, { recursive: true });
    const database = openDatabase(join(copy, 'clarifai.db'), { migrations: Array<string>(99).fill('') });
    const rows = database.rows(
      z.object({ embedding: bytes }),
      'SELECT embedding FROM face JOIN input ON input.pk = face.input WHERE input.id = ? ORDER BY box_left + box_right',
      [photoIdOfFile(fileId)],
    );
    database.close();
    await rm(copy, { recursive: true });
    return rows.map(({ embedding }) => new Float32Array(embedding.slice().buffer));
  }

  async function fileIn(post: { channel: string; ts: string }): Promise<string> {
    const { messages = [] } = await ann.api.conversations.replies(post);
    return messages[0]?.files?.[0]?.id ?? '';
  }

  it('is in no file any longer, by name or by embedding, even if Rollcall is killed in between', async () => {
    const lunch = await samplePhoto('team-lunch.jpg');
    const standUp = await samplePhoto('monday-stand-up.jpg');
    const theirs = 'Amara Oyelaran';
    const alone = await samplePhoto('amara-by-the-sea.jpg');
    expect([lunch.people.includes(theirs), standUp.people.includes(theirs), alone.people]).toEqual([
      true,
      true,
      [theirs],
    ]);

    const post = await ann.postPhotos(photos, [lunch.bytes]);
    const reply = await ann.waitForReply(post);
    for (const [index, name] of lunch.people.entries()) {
      if (name === theirs) await nameByModal(reply, index + 1);
      else await addPerson(ann, reply, index + 1, name ?? '');
    }
    await ann.waitForReply(post, ({ text }) => text.includes(NAME) && !text.includes('not named'));
    await train();
    const posts = [post];
    for (const { bytes } of [standUp, alone]) posts.push(await ann.postPhotos(photos, [bytes]));
    for (const each of posts) await ann.waitForReply(each, ({ text }) => text.includes(NAME));
    const files = await Promise.all(posts.map(fileIn));
    await openHome(NAME);

    await rollcall.kill();
    const faces = await Promise.all(files.map(embeddingsOf));
    const embeddings = [lunch, standUp, alone].map(({ people }, index) => faces[index]?.[people.indexOf(theirs)]);
    const traces = tracesOf(
      [NAME],
      embeddings.map((each) => each ?? new Float32Array()),
    );
    const before = findOnDisk(folder, traces).join('\n');
    for (const trace of ['UTF-8 in slack', 'UTF-8 in clarifai', 'embedding 0', 'embedding 1', 'embedding 2']) {
      expect(before).toContain(trace);
    }
    const others = tracesOf([lunch.people.find((name) => name !== theirs) ?? '']);

    await start();
    await forgetMe();
    await rollcall.kill();
    // It continues by itself.
    await start();
    await ann.waitForReply(posts[0] as (typeof posts)[0], ({ text }) => /4 faces/.test(text) && !text.includes(NAME));
    await ann.waitForReply(posts[2] as (typeof posts)[0], ({ text }) =>
      text.startsWith('Someone in these photos asked'),
    );
    await openHome('No person here is linked to your account');
    await expect.poll(() => findOnDisk(folder, traces), { timeout: ERASED_MS, interval: 500 }).toEqual([]);

    await rollcall.kill();
    await start();
    await openHome('No person here is linked to your account');
    await expect.poll(() => findOnDisk(folder, traces), { timeout: ERASED_MS, interval: 500 }).toEqual([]);
    expect(findOnDisk(folder, others)).not.toEqual([]);
    const { channels = [] } = await ann.api.conversations.list({ types: 'im' });
    const { messages = [] } = await ann.api.conversations.history({ channel: channels[0]?.id ?? '' });
    expect(messages[0]?.text).toMatch(/^Done. I’ve forgotten the person/m);
  }, 300_000);
});
