import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../support/person.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { type RollcallProcess, startRollcall } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';

describe('the whole of Rollcall', () => {
  let folder: string;
  let rollcall: RollcallProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
  });
  afterAll(async () => {
    expect(await rollcall.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });

  it('names people in a new photo after they were named once and it was trained', async () => {
    const {
      people: [ann, ben],
      photos,
    } = (await enter(rollcall.url)) as { people: [Person, Person]; photos: string };
    const lunch = await samplePhoto('team-lunch.jpg');
    const post = await ann.postPhotos(photos, [lunch.bytes]);
    const reply = await ann.waitForReply(post);
    expect(reply.text).toContain('5 faces');
    for (const [index, name] of lunch.people.entries()) {
      expect(rowOf(reply, index + 1).text).toContain('Who is this?');
      await addPerson(ben, reply, index + 1, name ?? '');
    }
    const named = await ann.waitForReply(post, (message) =>
      lunch.people.every((name) => message.text.includes(name ?? '')),
    );
    expect(rowOf(named, 1).text).toContain(`named by <@${ben.id}>`);

    const work = await samplePhoto('mateo-at-work.jpg');
    const earlier = await ann.postPhotos(photos, [work.bytes]);
    const unknown = await ann.waitForReply(earlier);
    expect(unknown.text).toContain('not named yet');

    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /5 people/.test(event.text));
    // Whoever was unknown before is named where they were.
    await ann.waitForReply(earlier, ({ ts, text }) => ts === unknown.ts && text.includes(work.people[0] ?? ''));
    await listening.next((event) => event.text.includes('Updated 1 earlier reply'));
    listening.stop();

    const standUp = await samplePhoto('monday-stand-up.jpg');
    const [stranger, ...known] = standUp.people;
    const next = await ann.waitForReply(await ann.postPhotos(photos, [standUp.bytes]));
    known.forEach((name, index) => {
      expect(rowOf(next, index + 2).text).toMatch(new RegExp(`${name}.* · 9\\d%`));
    });
    expect(rowOf(next, 1).text).toContain('Who is this?');
    expect(next.text).not.toContain(stranger);
  });
});
