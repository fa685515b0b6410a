import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { openDatabase } from '../../src/store/open-database.js';
import { bytes } from '../../src/store/row-shapes.js';
import { FORGET_PERSON_ACTION } from '../../src/views/forget.js';
import { findFaceless, findOrphans } from '../support/chaos/find-orphans.js';
import { inspectReplies } from '../support/chaos/inspect.js';
import { createLedger } from '../support/chaos/ledger.js';
import { type Control, controlsOf, type Person, type SeenMessage } from '../support/person.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { freePort, launch, type RollcallProcess, startRollcall } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';
import { findOnDisk, tracesOf } from '../support/traces-on-disk.js';

/** Long enough for a second reply to appear, if there were one. */
const SECOND_REPLY_MS = 700;
/** Local Slack erases earlier texts half a second after a change, but a busy machine takes longer. */
const ERASED_MS = 30_000;
/** Everything before the tests takes ten seconds alone, and minutes on a busy machine. */
const SCENARIO_MS = 300_000;
/** Who is to be forgotten: as in the sample photos, and by a name that no one else has, with letters of more than one byte. */
const FORGOTTEN = { drawnAs: 'Amara Oyelaran', name: 'Zoë Quèntin-Łód' };

type Post = { readonly channel: string; readonly ts: string };

/** Longer runs, killed at random moments: `npm run chaos -- --kills 200`. */
describe('Rollcall, killed and started again', () => {
  let folder: string;
  let rollcall: RollcallProcess;
  let ann: Person;
  let photos: string;
  let lunch: Awaited<ReturnType<typeof samplePhoto>>;
  let alone: Awaited<ReturnType<typeof samplePhoto>>;
  /** Posts of the two photos. */
  let posts: readonly [Post, Post];
  /** Rollcall’s replies to the first photo after each kill. */
  let afterUpload: SeenMessage[];
  let afterNames: SeenMessage[];
  /** Its replies to the second photo, after a training was cut off and done again. */
  let afterTraining: SeenMessage[];

  beforeAll(async () => {
    [lunch, alone] = await Promise.all([samplePhoto('team-lunch.jpg'), samplePhoto('amara-by-the-sea.jpg')]);
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    await start();
    const first = await ann.postPhotos(photos, [lunch.bytes]);
    await rollcall.kill(); // right after the upload was acknowledged
    await killStart();
    await start();
    afterUpload = await allReplies(first, ({ text }) => text.includes('5 faces'));

    const [reply] = afterUpload as [SeenMessage];
    for (const [index, name] of lunch.people.entries()) {
      if (name === FORGOTTEN.drawnAs) await nameByModal(reply, index + 1, FORGOTTEN.name);
      else await addPerson(ann, reply, index + 1, name ?? '');
    }
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await killAndStart(); // right after the last name was acknowledged, most likely before it was shown, and while it trains
    afterNames = await allReplies(first, ({ text }) => !text.includes('not named'));
    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /5 people/.test(event.text));
    listening.stop();
    const second = await ann.postPhotos(photos, [alone.bytes]);
    afterTraining = await allReplies(second, ({ text }) => text.includes(FORGOTTEN.name));
    posts = [first, second];
  }, SCENARIO_MS);
  afterAll(async () => {
    await rollcall.kill();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
    const workspace = await enter(rollcall.url);
    ann = workspace.people[0] as Person;
    photos = workspace.photos;
  }

  async function killAndStart(): Promise<void> {
    await rollcall.kill();
    await start();
  }

  /** Begins to start Rollcall, and kills it when it already uses its data. */
  async function killStart(): Promise<void> {
    const settings = { ROLLCALL_DATA: folder, ROLLCALL_WORKERS: '1', PORT: String(await freePort()) };
    const { child, output } = launch(settings);
    const closed = once(child, 'close');
    await vi.waitUntil(() => output().includes('Loading the face engine'), { timeout: SCENARIO_MS / 2, interval: 10 });
    child.kill('SIGKILL');
    await closed;
  }

  /** Rollcall's replies to a post, after one of them fulfils the condition and others had time to come. */
  async function allReplies(post: Post, condition: (reply: SeenMessage) => boolean): Promise<SeenMessage[]> {
    await ann.waitForReply(post, condition);
    await new Promise((resolve) => setTimeout(resolve, SECOND_REPLY_MS));
    return (await ann.repliesTo(post)).filter(({ bot_id }) => bot_id !== undefined);
  }

  /** Names a face in the modal and links it to Ann's account. */
  async function nameByModal(reply: SeenMessage, number: number, name: string): Promise<void> {
    const listening = await ann.listen();
    const now = await ann.readAgain(reply);
    const menu = rowOf(now, number).controls.find(({ element }) => element.type === 'external_select') as Control;
    const options = await ann.openMenu(now, menu);
    const add = options.find(({ text }) => text.text.startsWith('Add someone new'));
    if (add === undefined) throw new Error('the menu cannot add anyone');
    await ann.choose(now, menu, add);
    const opened = (await listening.next(({ type }) => type === 'view_opened')) as unknown as { view: { id: string } };
    const values = { name: { value: { value: name } }, member: { value: { selected_user: ann.id } } };
    const answer = await ann.local('view_submission', { view_id: opened.view.id, state: { values } });
    expect(answer).toMatchObject({ ok: true });
    listening.stop();
  }

  it('answers a photo whose upload was acknowledged, once', () => {
    expect(afterUpload.map(({ text }) => text)).toEqual([expect.stringContaining('5 faces')]);
  });

  it('has every name that was acknowledged, in the same reply', () => {
    expect(afterNames.map(({ ts }) => ts)).toEqual(afterUpload.map(({ ts }) => ts));
    lunch.people.forEach((name, index) => {
      const expected = name === FORGOTTEN.drawnAs ? FORGOTTEN.name : name;
      expect(rowOf(afterNames[0] as SeenMessage, index + 1).text).toContain(expected);
    });
  });

  it('recognises people although a training was cut off', () => {
    expect(afterTraining).toHaveLength(1);
    expect(rowOf(afterTraining[0] as SeenMessage, 1).text).toContain(FORGOTTEN.name);
  });

  it('answers every post once and with a picture, and has no photo without a post', async () => {
    const broken = async () => ({
      ...(await inspectReplies(ann, photos, createLedger(), await findFaceless(folder))),
      orphaned: await findOrphans(folder, folder, afterNames[0]?.user ?? ''),
    });
    const none = { lost: [], unanswered: [], doubled: [], withoutPicture: [], orphaned: [] };
    await expect.poll(broken, { timeout: ERASED_MS, interval: 500 }).toEqual(none);
  });

  describe('while a person is forgotten', () => {
    /** Opens App Home and waits until it contains the text. */
    async function openHome(shows: string): Promise<{ readonly id: string; readonly blocks: SeenMessage['blocks'] }> {
      const listening = await ann.listen();
      await ann.local('app_home_opened', {});
      const home = await listening.next((event) => event.type === 'home' && JSON.stringify(event).includes(shows));
      listening.stop();
      return (home as unknown as { view: { id: string; blocks: SeenMessage['blocks'] } }).view;
    }

    async function forgetMe(): Promise<void> {
      const { id, blocks = [] } = await openHome('Forget me');
      const controls = controlsOf({ type: 'home', channel: '', ts: '', text: '', blocks });
      const button = controls.find(({ element }) => element.action_id === FORGET_PERSON_ACTION) as Control;
      const click = { view_id: id, block_id: button.blockId, action_id: FORGET_PERSON_ACTION };
      expect(await ann.local('block_actions', click)).toMatchObject({ ok: true });
    }

    /** The embeddings of a post’s faces in local Clarifai, left to right, read from a copy of its database. */
    async function embeddingsIn(post: Post): Promise<Float32Array[]> {
      const { messages = [] } = await ann.api.conversations.replies(post);
      const fileId = messages[0]?.files?.[0]?.id ?? '';
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

    let traces: ReturnType<typeof tracesOf>;
    /** Traces in the files before. */
    let before: string;
    let receipt: string | undefined;

    beforeAll(async () => {
      await openHome(FORGOTTEN.name);
      const embeddings: Float32Array[] = [];
      for (const [index, { people }] of [lunch, alone].entries()) {
        const faces = await embeddingsIn(posts[index] as Post);
        embeddings.push(faces[people.indexOf(FORGOTTEN.drawnAs)] ?? new Float32Array());
      }
      traces = tracesOf([FORGOTTEN.name], embeddings);
      before = findOnDisk(folder, traces).join('\n');

      await forgetMe();
      await rollcall.kill();
      // It continues by itself.
      await start();
      await ann.waitForReply(posts[0], ({ text }) => /4 faces/.test(text) && !text.includes(FORGOTTEN.name));
      await ann.waitForReply(posts[1], ({ text }) => text.startsWith('Someone in these photos asked'));
      await openHome('No person here is linked to your account');
      const { channels = [] } = await ann.api.conversations.list({ types: 'im' });
      const direct = channels[0]?.id ?? '';
      await vi.waitUntil(
        async () => {
          const { messages = [] } = await ann.api.conversations.history({ channel: direct });
          receipt = messages[0]?.text;
          return /^Done\./m.test(receipt ?? '');
        },
        { timeout: SCENARIO_MS / 2, interval: 100 },
      );
    }, SCENARIO_MS);

    it('tells them when it is done', () => {
      expect(receipt).toMatch(/^Done. I’ve forgotten the person/m);
    });

    it('leaves them in no file, by name or by embedding', async () => {
      for (const trace of ['UTF-8 in slack', 'UTF-8 in clarifai', 'embedding 0', 'embedding 1']) {
        expect(before).toContain(trace);
      }
      await expect.poll(() => findOnDisk(folder, traces), { timeout: ERASED_MS, interval: 1_000 }).toEqual([]);
      await rollcall.kill();
      expect(findOnDisk(folder, traces)).toEqual([]);
      const others = tracesOf([lunch.people.find((name) => name !== FORGOTTEN.drawnAs) ?? '']);
      expect(findOnDisk(folder, others)).not.toEqual([]);
    });
  });
});
