import type { KnownBlock, SectionBlock } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADA, BEN, PHOTOS } from '../support/local-slack.js';
import { ALL_SCREENS, isInView, startPageLab, uploadAsApp } from '../support/page-lab.js';
import { fourQuartersHeic } from '../support/pictures/heic-file.js';
import { samplePhoto } from '../support/sample-photo.js';

const lab = startPageLab();
let picture: string;
beforeAll(async () => {
  picture = await uploadAsApp(lab.slack, (await samplePhoto('team-lunch.jpg')).bytes);
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const section = (text: string): SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** A row that asks who a face is, as in Rollcall's replies; `revision` changes its id, as Slack advises for updates. */
const ask = (face: number, revision = 0): KnownBlock => ({
  ...section(`*${face}* Who is this?`),
  block_id: `face-${face}-${revision}`,
  accessory: {
    type: 'external_select',
    action_id: 'pick',
    placeholder: plain('Choose a person'),
    min_query_length: 0,
  },
});
const named = (face: number, revision = 0): KnownBlock => ({
  ...section(`*${face}* Ada`),
  block_id: `face-${face}-${revision}`,
  accessory: { type: 'button', action_id: 'undo', text: plain('Undo') },
});
const likely = (face: number, revision = 0): KnownBlock[] => [
  section(`*${face}* Is this Ada?`),
  {
    type: 'actions',
    block_id: `face-${face}-${revision}`,
    elements: [
      { type: 'button', action_id: 'yes', text: plain('Yes') },
      { type: 'button', action_id: 'no', text: plain('No') },
    ],
  },
];
const numberedPicture = (faces: number): KnownBlock => ({
  type: 'image',
  slack_file: { id: picture },
  alt_text: Array.from({ length: faces }, (_, face) => `Face ${face + 1}: nobody has said yet who this is`).join('. '),
});
const rows = (count: number, row: (face: number) => KnownBlock = ask) =>
  Array.from({ length: count }, (_, index) => row(index + 1));

const thread = (page: Page) => page.getByRole('region', { name: 'Thread' });
const replyIn = (page: Page) => thread(page).getByRole('article', { name: /^Rollcall,/ });
/** As much of elements as is used here: these tests know no DOM types. */
interface PageElement {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly naturalWidth: number;
}
const scrollTop = (timeline: Locator) => timeline.evaluate((element: PageElement) => element.scrollTop);
/** The accessible name, or else the tag, of what has the focus. */
const focused = (page: Page) =>
  page.evaluate(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName`);

/** Lets the app suggest some people for every menu. */
function suggestPeople(): void {
  lab.app.answer = ({ payload }) =>
    payload['type'] === 'block_suggestion'
      ? {
          options: ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus']
            .map(option)
            .filter(({ value }) => value.startsWith(String(payload['value']).toLowerCase())),
        }
      : undefined;
}

async function openReply(blocks: readonly KnownBlock[], options: Parameters<typeof lab.open>[1] = {}) {
  const post = await lab.post('A photo');
  const ts = await lab.reply(post, blocks);
  const page = await lab.open(`#/c/${PHOTOS}/t/${post}`, options);
  await replyIn(page).waitFor();
  return { page, post, ts };
}

describe.each(ALL_SCREENS)('on a %s', (screen) => {
  it('the picture viewer fits the window and closes by Escape, by “back” and by a click beside the picture', async () => {
    const { page } = await openReply([numberedPicture(12), ...rows(2)], { screen });
    const address = page.url();
    const viewer = page.getByRole('dialog');
    const open = async () => {
      await replyIn(page)
        .getByRole('button', { name: /^Open picture/ })
        .press('Enter');
      await viewer.getByRole('img').waitFor();
    };
    await open();
    expect(await isInView(viewer.getByRole('img'))).toBe(true);
    expect(await isInView(viewer.getByRole('button', { name: 'Close picture' }))).toBe(true);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toContain('Open picture');
    await open();
    await page.goBack();
    await viewer.waitFor({ state: 'detached' });
    await open();
    const { width } = page.viewportSize() ?? { width: 0 };
    if (screen === 'phone') await page.touchscreen.tap(width / 2, 100);
    else await page.mouse.click(width / 2, 70);
    await viewer.waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
  });

  it('a menu does not cover the picture it asks about', async () => {
    suggestPeople();
    const { page } = await openReply([numberedPicture(3), ...rows(3)], { screen });
    // By its class: an open menu hides the rest of the page from screen readers, and from roles.
    const image = page.locator('.thread-pane .block-image-picture');
    for (const face of [1, 2, 3]) {
      const menu = replyIn(page).getByRole('combobox', { name: new RegExp(`^${face} Who`) });
      await menu.focus();
      await page.keyboard.press('ArrowDown');
      const list = page.getByRole('listbox');
      await list.getByRole('option', { name: 'Ada' }).waitFor();
      const [above, below] = [await image.boundingBox(), await list.boundingBox()];
      if (above === null || below === null) throw new Error('the picture or the menu is not shown');
      const overlap = Math.min(above.y + above.height, below.y + below.height) - Math.max(above.y, below.y);
      expect(overlap).toBeLessThanOrEqual(1);
      expect(below.height).toBeGreaterThan(60);
      await page.keyboard.press('Escape');
    }
  });

  it('typing in a menu and Enter picks the first match', async () => {
    suggestPeople();
    const { page, ts } = await openReply(rows(2), { screen });
    await replyIn(page)
      .getByRole('combobox', { name: /^2 Who/ })
      .focus();
    await page.keyboard.type('cl');
    await page.keyboard.press('Enter');
    const clicks = () =>
      lab.app.envelopes.filter(
        ({ payload }) =>
          payload['type'] === 'block_actions' && JSON.stringify(payload).includes(`"message_ts":"${ts}"`),
      );
    await expect.poll(() => clicks().length).toBe(1);
    expect(clicks()[0]?.payload['actions']).toMatchObject([
      { block_id: 'face-2-0', selected_option: { value: 'cleo' } },
    ]);
  });

  it('naming the last face of a long thread does not scroll', async () => {
    const { page, ts } = await openReply([numberedPicture(14), ...rows(14)], { screen });
    const timeline = thread(page).locator('.timeline');
    const last = replyIn(page).getByText('14 Who is this?');
    await timeline.hover();
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 3000);
        await timeline.evaluate((element: PageElement) => {
          element.scrollTop = element.scrollHeight;
        });
        return isInView(last);
      })
      .toBe(true);
    await lab.update(ts, [numberedPicture(14), ...rows(13, (face) => ask(face, 1)), named(14, 1)]);
    await replyIn(page).getByText('14 Ada').waitFor();
    await page.waitForTimeout(200);
    expect(await isInView(replyIn(page).getByText('14 Ada'))).toBe(true);
    expect(await scrollTop(timeline)).toBeGreaterThan(100);
  });

  it('the focus returns to the row after its modal closes, also when the row was replaced', async () => {
    const { page, ts } = await openReply([...likely(1), ...likely(2)], { screen });
    const modal = page.getByRole('dialog', { name: 'Details' });
    lab.app.answer = ({ payload }) => {
      if (payload['type'] === 'block_actions') {
        const view = { type: 'modal' as const, title: plain('Details'), blocks: [section('Some text')] };
        void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view });
      }
      return undefined;
    };
    await replyIn(page).getByRole('button', { name: 'No: 2 Is this Ada?' }).press('Enter');
    await modal.waitFor();
    await lab.update(ts, [...likely(1, 1), ask(2, 1)]);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('2 Who is this?: Choose a person');
  });

  it('Escape in a text field closes the modal', async () => {
    const { page } = await openReply(likely(1), { screen });
    lab.app.answer = ({ payload }) => {
      if (payload['type'] === 'block_actions') {
        const input: KnownBlock = { type: 'input', label: plain('Name'), element: { type: 'plain_text_input' } };
        const view = { type: 'modal' as const, title: plain('New person'), submit: plain('Save'), blocks: [input] };
        void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view });
      }
      return undefined;
    };
    await replyIn(page).getByRole('button', { name: 'Yes: 1 Is this Ada?' }).press('Enter');
    const modal = page.getByRole('dialog', { name: 'New person' });
    await modal.getByRole('textbox', { name: 'Name' }).fill('Ad');
    await page.keyboard.press('Escape');
    await expect.poll(() => modal.count()).toBe(0);
  });

  it('a channel opens at its newest message, also as another person and after a thread', async () => {
    for (let count = 0; count < 30; count += 1) await lab.post(`Message ${count}\nwith\nsome\nlines`);
    const newest = await lab.post(`The newest on a ${screen}`);
    await lab.reply(newest, rows(1));
    const page = await lab.open(`#/c/${PHOTOS}`, { screen });
    const message = page
      .getByRole('article')
      .filter({ hasText: `The newest on a ${screen}` })
      .first();
    await message.waitFor();
    await expect.poll(() => isInView(message)).toBe(true);
    await message.getByRole('link', { name: /^1 reply/ }).press('Enter');
    await thread(page).waitFor();
    await page.getByRole('button', { name: 'Close thread' }).press('Enter');
    await expect.poll(() => isInView(message)).toBe(true);
    if (screen !== 'laptop') await page.getByRole('button', { name: 'Show channels' }).press('Enter');
    await page.getByRole('button', { name: /Switch person/ }).press('Enter');
    await page.getByRole('menuitemradio', { name: /^Ben/ }).click();
    await page.locator('.user-button-name', { hasText: 'Ben' }).waitFor({ state: 'attached' });
    await message.waitFor();
    await expect.poll(() => isInView(message)).toBe(true);
  });
});

describe('the drawer of a phone', () => {
  it.each(['#photos', 'random'])('closes when %s is tapped', async (name) => {
    const page = await lab.open(`#/c/${PHOTOS}`, { screen: 'phone' });
    await page.getByRole('button', { name: 'Show channels' }).tap();
    await page.getByRole('link', { name: name.replace('#', ''), exact: true }).tap();
    await expect.poll(() => page.getByRole('button', { name: 'Hide channels' }).count()).toBe(0);
  });
});

describe('pictures', () => {
  it('that a browser cannot show are shown as the server renders them', async () => {
    const { bytes } = await samplePhoto('amara-by-the-sea.jpg');
    const truncated = Buffer.from(bytes).subarray(0, bytes.length * 0.6);
    const files = [
      { file: fourQuartersHeic(), filename: 'phone.heic' },
      { file: truncated, filename: 'cut-off.jpg' },
    ];
    for (const { file, filename } of files) {
      await lab.slack.as(ADA).filesUploadV2({ file, filename, channel_id: PHOTOS });
      const page = await lab.open(`#/c/${PHOTOS}`);
      const image = page.getByRole('img', { name: filename }).last();
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((element: PageElement) => element.naturalWidth)).toBeGreaterThan(1);
    }
  });

  it('that cannot be read are named instead of broken', async () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5000, 7)]);
    await lab.slack.as(ADA).filesUploadV2({ file, filename: 'noise.jpg', channel_id: PHOTOS });
    lab.expectLogged(/404/);
    const page = await lab.open(`#/c/${PHOTOS}`);
    await page.getByText('This picture can’t be shown.').last().waitFor();
  });
});

describe('an update of an app', () => {
  it('does not lose a click on a button that is held down, nor one on the blocks of before', async () => {
    const change = (name: string): KnownBlock => ({
      ...section(name),
      accessory: { type: 'button', action_id: 'change', value: name, text: plain('Change…') },
    });
    const publish = (people: string[]) =>
      lab.slack.bot.views.publish({
        user_id: ADA,
        // Without block ids: the server makes up new ones each time.
        view: { type: 'home', blocks: [section(`${people.length} people`), ...people.map(change)] },
      });
    await publish(['Ada', 'Ben', 'Cleo']);
    const page = await lab.open('#/home');
    const button = page.getByRole('button', { name: 'Change…: Ben' });
    await button.hover();
    await page.mouse.down();
    await publish(['Amy', 'Ben']);
    await page.getByText('2 people').waitFor();
    await page.mouse.up();
    const clicked = () =>
      lab.app.envelopes.flatMap(({ payload }) => (payload['actions'] as { value?: string }[] | undefined) ?? []);
    await expect.poll(() => clicked().at(-1)?.value).toBe('Ben');

    // The click is on its way when the next version is published: its block is not there any more.
    await page.route('**/local/block_actions', async (route) => {
      await publish(['Dan', 'Eve']);
      await route.continue();
    });
    await page.getByRole('button', { name: 'Change…: Amy' }).click();
    await expect.poll(() => clicked().at(-1)?.value).toBe('Amy');
  });

  it('keeps the focus and what is typed', async () => {
    suggestPeople();
    const { page, ts } = await openReply(rows(3));
    const menu = replyIn(page).getByRole('combobox', { name: /^2 Who/ });
    await menu.focus();
    await page.keyboard.type('be');
    await lab.update(ts, [named(1, 1), ask(2, 1), ask(3, 1)]);
    await replyIn(page).getByText('1 Ada').waitFor();
    expect(await menu.inputValue()).toBe('be');
    expect(await focused(page)).toMatch(/^2 Who/);
  });
});

describe('a message that cannot be shown', () => {
  it('does not hide the others', async () => {
    const broken = await lab.post('Broken soon');
    await lab.post('Still here');
    lab.expectLogged(/./);
    const page = await lab.open('#/home');
    await page.route('**/api/conversations.history', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { messages: { ts: string; blocks?: unknown }[] };
      for (const message of body.messages)
        if (message.ts === broken) message.blocks = [{ type: 'section', text: 5 }, null];
      await route.fulfill({ response, json: body });
    });
    await page.goto(`${lab.slack.url}/?user=${BEN}#/c/${PHOTOS}`);
    await page.getByText('This message can’t be shown.').waitFor();
    await page.getByText('Still here').first().waitFor();
  });

  it('does not block the page when it is long', async () => {
    await lab.slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: ' *a*'.repeat(9_500) });
    await lab.slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: `:${'a'.repeat(39_000)}` });
    const page = await lab.open(`#/c/${PHOTOS}`);
    await expect.poll(() => page.getByRole('article').filter({ hasText: ':aaa' }).count()).toBe(1);
    const { messages = [] } = await lab.slack.as(ADA).conversations.history({ channel: PHOTOS, limit: 2 });
    for (const { ts = '' } of messages) await lab.slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
  });
});
