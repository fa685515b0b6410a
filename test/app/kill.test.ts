import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, SeenMessage } from '../support/person.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { type RollcallProcess, startRollcall } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';

/** Long enough for a second reply to appear, if there were one. */
const SECOND_REPLY_MS = 700;

describe('Rollcall, killed and started again', () => {
  let folder: string;
  let rollcall: RollcallProcess;
  let ann: Person;
  let photos: string;

  async function killAndStart(): Promise<void> {
    await rollcall.kill();
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
    await comeBack();
  }

  async function comeBack(): Promise<void> {
    const workspace = await enter(rollcall.url);
    ann = workspace.people[0] as Person;
    photos = workspace.photos;
  }

  const isRollcalls = (message: SeenMessage) => message.bot_id !== undefined;

  /** The one reply to a post, and the proof that no other one comes. */
  async function onlyReply(
    post: { channel: string; ts: string },
    condition: (reply: SeenMessage) => boolean,
  ): Promise<SeenMessage> {
    await ann.waitForReply(post, condition);
    await new Promise((resolve) => setTimeout(resolve, SECOND_REPLY_MS));
    const replies = (await ann.repliesTo(post)).filter(isRollcalls);
    expect(replies.map(({ text }) => text)).toHaveLength(1);
    return replies[0] as SeenMessage;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
    await comeBack();
  });
  afterAll(async () => {
    await rollcall.kill();
    await rm(folder, { recursive: true });
  });

  it('loses nothing that was acknowledged', async () => {
    const lunch = await samplePhoto('team-lunch.jpg');
    const first = await ann.postPhotos(photos, [lunch.bytes]);
    await killAndStart(); // right after the upload was acknowledged
    const reply = await onlyReply(first, ({ text }) => text.includes('5 faces'));

    await killAndStart(); // right after the reply
    expect((await onlyReply(first, () => true)).ts).toBe(reply.ts);

    for (const [index, name] of lunch.people.entries()) await addPerson(ann, reply, index + 1, name ?? '');
    await killAndStart(); // right after the last name was acknowledged, most likely before it was shown
    const named = await onlyReply(first, ({ text }) => lunch.people.every((name) => text.includes(name ?? '')));
    lunch.people.forEach((name, index) => {
      expect(rowOf(named, index + 1).text).toContain(name);
    });

    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await killAndStart(); // while it trains, or just after
    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /5 people/.test(event.text));
    listening.stop();

    const standUp = await samplePhoto('monday-stand-up.jpg');
    const second = await ann.postPhotos(photos, [standUp.bytes]);
    const known = await onlyReply(second, ({ text }) => text.includes(standUp.people.at(-1) ?? ''));
    expect(rowOf(known, 2).text).toMatch(/ · 9\d%/);
  }, 300_000);
});
