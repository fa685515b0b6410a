import { it } from 'vitest';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { cast, drawPortrait, renderJpeg } from '../support/cast/index.js';
import { PATIENCE_MS, startPageSession } from '../support/page-session.js';
import type { Person } from '../support/person.js';
import { addPerson, enter } from '../support/reply-rows.js';
import { samplePhoto } from '../support/sample-photo.js';

const session = startPageSession();

/** Amara twice, as in a collage of two moments. */
async function collage(): Promise<Uint8Array> {
  const [amara] = cast;
  if (amara === undefined) throw new Error('the cast is gone');
  const sea = drawPortrait(amara, { background: 'beach', light: 'warm', lightFrom: 1, expression: 'laugh' });
  const cafe = drawPortrait(amara, { background: 'cafe', light: 'day', lightFrom: -1, expression: 'smile' });
  return placeSideBySide(await renderJpeg(sea), await renderJpeg(cafe), 640);
}

it(
  'explains a name with faces side by side, and names a collage face by face once it is told that it is one',
  async () => {
    const { people, photos } = await enter(session.url);
    const [ann] = people as readonly [Person];
    const lunch = await samplePhoto('team-lunch.jpg');
    const lunchPost = await ann.postPhotos(photos, [lunch.bytes]);
    const lunchReply = await ann.waitForReply(lunchPost);
    for (const [index, name] of lunch.people.entries()) await addPerson(ann, lunchReply, index + 1, name ?? '');
    const listening = await ann.listen();
    await ann.command(photos, '/train-faces');
    await listening.next((event) => /5 people/.test(event.text));
    listening.stop();
    const post = await ann.postPhotos(photos, [await collage()]);
    await ann.waitForReply(post);

    const page = await session.openPage({ width: 1280, height: 1000 });
    await page.goto(`${session.url}/#/c/${photos}/t/${post.ts}`);
    const reply = page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });
    const choose = async (row: RegExp, option: string) => {
      await reply.getByRole('combobox', { name: row }).click();
      await page.getByRole('option', { name: option }).click();
    };

    // As long as nobody is on a photo twice, one of the two cannot be her, and neither is clearly the one.
    await reply.getByText('Who is this?').first().waitFor();
    await choose(/Who is this\?/, 'This is a collage: the same person can appear twice');
    await reply.getByText('This is a collage: the same person can appear twice ·').waitFor();
    for (const row of [1, 2])
      await reply
        .getByText(new RegExp(`${row} Amara .* · \\d\\d%`))
        .first()
        .waitFor();
    await session.keep(page, 'collage');

    await reply.getByRole('combobox', { name: /^1 Amara/ }).click();
    await page.getByRole('option', { name: 'Why this name?' }).waitFor();
    await session.keep(page, 'why-in-the-menu');
    await page.getByRole('option', { name: 'Why this name?' }).click();
    const modal = page.getByRole('dialog', { name: 'Why this name?' });
    await modal.getByText(/% likely Amara .* \(1 tagged photo\)/).waitFor();
    await modal.getByRole('img', { name: /^Face 1 on the left, the most similar tagged face of Amara/ }).waitFor();
    await session.keep(page, 'why-this-name');
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await choose(/^2 Amara/, 'Not a collage: no one appears twice');
    await reply.getByText('This is a collage: the same person can appear twice').waitFor({ state: 'detached' });
    await reply.getByText('Who is this?').first().waitFor();
    await choose(/Who is this\?/, 'See who looks similar');
    await page.getByRole('dialog', { name: 'See who looks similar' }).getByRole('img').first().waitFor();
    await session.keep(page, 'who-is-it-like');
    session.expectNoMistakes();
  },
  2 * PATIENCE_MS,
);
