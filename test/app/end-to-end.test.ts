import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { cast, drawPortrait, renderJpeg } from '../support/cast/index.js';
import { startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import type { Person, SeenMessage } from '../support/person.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { freePort } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';

/** Requests the page until a server accepts. @returns the status of that response. */
async function firstStatus(url: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url, { signal: AbortSignal.timeout(20_000) })).status;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') throw error;
      await sleep(2);
    }
  }
}

/** Amara twice, as in a collage of two moments. */
async function collage(): Promise<Uint8Array> {
  const [amara] = cast;
  if (amara === undefined) throw new Error('the cast is empty');
  const sea = drawPortrait(amara, { background: 'beach', light: 'warm', lightFrom: 1, expression: 'laugh' });
  const cafe = drawPortrait(amara, { background: 'cafe', light: 'day', lightFrom: -1, expression: 'smile' });
  return placeSideBySide(await renderJpeg(sea), await renderJpeg(cafe), 640);
}

const port = await freePort();
let earlyVisit: Promise<number>;
// Before Rollcall starts.
beforeAll(() => {
  earlyVisit = firstStatus(`http://127.0.0.1:${port}/`);
});

describe('the whole of Rollcall', () => {
  const session = startPageSession({ PORT: String(port) });

  let ann: Person;
  let ben: Person;
  let photos: string;
  let lunch: Awaited<ReturnType<typeof samplePhoto>>;
  /** The reply to the first photo, before and after Ben named everyone in it. */
  let asked: SeenMessage;
  let named: SeenMessage;
  /** A photo that was posted before the training, the person in it, and the reply before the training. */
  let earlier: { readonly post: { channel: string; ts: string }; readonly name: string; readonly reply: SeenMessage };
  let trainingMessages: readonly SeenMessage[];

  beforeAll(async () => {
    const workspace = await enter(session.url);
    [ann, ben] = workspace.people as [Person, Person];
    photos = workspace.photos;
    lunch = await samplePhoto('team-lunch.jpg');
    const post = await ann.postPhotos(photos, [lunch.bytes]);
    asked = await ann.waitForReply(post);
    for (const [index, name] of lunch.people.entries()) await addPerson(ben, asked, index + 1, name ?? '');
    named = await ann.waitForReply(post, ({ text }) => lunch.people.every((name) => text.includes(name ?? '')));

    const work = await samplePhoto('mateo-at-work.jpg');
    const workPost = await ann.postPhotos(photos, [work.bytes]);
    earlier = { post: workPost, name: work.people[0] ?? '', reply: await ann.waitForReply(workPost) };

    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /5 people/.test(event.text));
    await listening.next((event) => event.text.includes('Updated 1 earlier reply'));
    listening.stop();
    trainingMessages = listening.events;
  }, TIMEOUT_MS);

  it('answers requests for its page even while it starts', async () => {
    expect(await earlyVisit).toBe(200);
  });

  it('asks about each face of a first photo, and says who named them', () => {
    expect(asked.text).toContain('5 faces');
    lunch.people.forEach((name, index) => {
      expect(rowOf(asked, index + 1).text).toContain('Who is this?');
      expect(rowOf(named, index + 1).text).toContain(name);
      expect(rowOf(named, index + 1).text).toContain(`named by <@${ben.id}>`);
    });
  });

  it('names people in earlier replies after a training', async () => {
    expect(earlier.reply.text).toContain('not named yet');
    const now = await ann.readAgain(earlier.reply);
    expect(now.text).toContain(earlier.name);
    expect(trainingMessages.map(({ text }) => text).join('\n')).toContain('Updated 1 earlier reply');
  });

  it('names the people it knows in a new photo, and asks about a stranger', async () => {
    const standUp = await samplePhoto('monday-stand-up.jpg');
    const [stranger, ...known] = standUp.people;
    const reply = await ann.waitForReply(await ann.postPhotos(photos, [standUp.bytes]));
    known.forEach((name, index) => {
      expect(rowOf(reply, index + 2).text).toMatch(new RegExp(`${name}.* · 9\\d%`));
    });
    expect(rowOf(reply, 1).text).toContain('Who is this?');
    expect(reply.text).not.toContain(stranger);
  });

  it(
    'names one person twice in a collage once told that it is one, and explains a name with faces side by side',
    async () => {
      const post = await ann.postPhotos(photos, [await collage()]);
      await ann.waitForReply(post);
      const page = await session.openPage({ width: 1280, height: 1000 });
      await page.goto(`${session.url}/#/c/${photos}/t/${post.ts}`);
      const reply = page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });
      const choose = async (row: RegExp, option: string) => {
        await reply.getByRole('combobox', { name: row }).click();
        await page.getByRole('option', { name: option }).click();
      };

      // A person appears once in a photo, unless it is a collage: one of the two cannot be her, and neither clearly is.
      await reply.getByText('Who is this?').first().waitFor();
      await choose(/Who is this\?/, 'This is a collage: the same person can appear twice');
      await reply.getByText('This is a collage: the same person can appear twice ·').waitFor();
      for (const row of [1, 2]) {
        await reply
          .getByText(new RegExp(`${row} Amara .* · \\d\\d%`))
          .first()
          .waitFor();
      }
      await session.capture(page, 'collage');

      await reply.getByRole('combobox', { name: /^1 Amara/ }).click();
      await page.getByRole('option', { name: 'Why this name?' }).waitFor();
      await session.capture(page, 'why-in-the-menu');
      await page.getByRole('option', { name: 'Why this name?' }).click();
      const modal = page.getByRole('dialog', { name: 'Why this name?' });
      await modal.getByText(/% likely Amara .* \(1 tagged photo\)/).waitFor();
      await modal.getByRole('img', { name: /^Face 1 on the left, the most similar tagged face of Amara/ }).waitFor();
      await session.capture(page, 'why-this-name');
      await modal.getByRole('button', { name: 'Close' }).last().click();

      await choose(/^2 Amara/, 'Not a collage: no one appears twice');
      await reply.getByText('This is a collage: the same person can appear twice').waitFor({ state: 'detached' });
      await reply.getByText('Who is this?').first().waitFor();
      await choose(/Who is this\?/, 'See who looks similar');
      await page.getByRole('dialog', { name: 'See who looks similar' }).getByRole('img').first().waitFor();
      await session.capture(page, 'who-is-it-like');
      session.expectNoErrors();
    },
    2 * TIMEOUT_MS,
  );
});
