import type { KnownBlock, ModalView } from '@slack/types';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildEarlierPhotos } from '../../../src/views/earlier-photos.js';
import { buildFoundPhotos, buildQueryHelp } from '../../../src/views/found-photos.js';
import { buildGroupForm, buildUnnamedFaces } from '../../../src/views/unnamed-faces.js';
import { COVERING } from '../../support/axe.js';
import { option, plain, section } from '../../support/block-kit.js';
import { ADA, BEN, PHOTOS } from '../../support/local-slack.js';
import { startPageLab, uploadAsApp } from '../../support/page-lab.js';
import { threadIn } from '../../support/page-replies.js';
import { samplePhoto } from '../../support/sample-photo.js';

const lab = startPageLab();

const confirm = { title: plain('Forget Ada?'), text: plain('This can’t be undone.'), style: 'danger' as const };
const actions: KnownBlock = {
  type: 'actions',
  elements: [
    { type: 'button', action_id: 'yes', style: 'primary', text: plain('Yes') },
    { type: 'button', action_id: 'forget', style: 'danger', text: plain('Forget…'), confirm },
    { type: 'overflow', action_id: 'more', options: [option('Undo'), option('Why?')] },
    { type: 'users_select', action_id: 'who', placeholder: plain('Choose a person') },
  ],
};
const modal: ModalView = {
  type: 'modal',
  title: plain('Change person'),
  submit: plain('Save'),
  close: plain('Cancel'),
  blocks: [
    section('*Ada* <https://example.com|a link>'),
    {
      type: 'input',
      label: plain('Name'),
      hint: plain('As everyone sees it'),
      element: { type: 'plain_text_input', min_length: 3 },
    },
    {
      type: 'input',
      label: plain('Same as'),
      element: { type: 'radio_buttons', options: [option('Ben'), option('No one')] },
    },
    {
      type: 'input',
      optional: true,
      label: plain('Where'),
      element: { type: 'checkboxes', options: [option('Here'), option('There')] },
    },
    {
      type: 'input',
      optional: true,
      label: plain('Account'),
      element: { type: 'multi_users_select', placeholder: plain('Choose people') },
    },
  ],
};

let post: string;
let picture: string;
beforeAll(async () => {
  const { bytes } = await samplePhoto('team-lunch.jpg');
  picture = await uploadAsApp(lab.slack, bytes);
  await lab.slack.as(ADA).filesUploadV2({ file: Buffer.from(bytes), filename: 'lunch.jpg', channel_id: PHOTOS });
  await lab.slack.as(ADA).filesUploadV2({ file: Buffer.from('text'), filename: 'notes.txt', channel_id: PHOTOS });
  post = await lab.post('*Bold*, _italic_, `code`, <@U0LOCAL002>, <https://example.com> and :tada:\n> a quote');
  await lab.slack.as(BEN).reactions.add({ channel: PHOTOS, timestamp: post, name: 'tada' });
  await lab.reply(post, [
    { type: 'header', text: plain('Two faces') },
    { type: 'image', slack_file: { id: picture }, alt_text: 'Two numbered faces', title: plain('Numbered') },
    {
      ...section('*1* Who is this?'),
      accessory: { type: 'external_select', action_id: 'pick', placeholder: plain('Choose a person') },
    },
    section('*2* Is this Ada?'),
    actions,
    { type: 'divider' },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Named by <@U0LOCAL001>, <https://example.com|details>' }] },
  ]);
  await lab.slack.bot.views.publish({
    user_id: ADA,
    view: {
      type: 'home',
      blocks: [section(`*People*, see <https://example.com|the photos> in <#${PHOTOS}>`), actions],
    },
  });
});

describe('axe finds nothing wrong', () => {
  it('with a thread, and with the menus and pictures that open over it', async () => {
    const page = await lab.open(`#/c/${PHOTOS}/t/${post}`);
    const thread = threadIn(page);
    await thread.getByRole('img', { name: 'Two numbered faces' }).waitFor();
    await lab.expectAccessible(page, 'a channel and a thread');

    await thread
      .getByRole('combobox', { name: /Choose a person$/ })
      .last()
      .press('ArrowDown');
    await page.getByRole('option', { name: 'Ben' }).waitFor();
    await lab.expectAccessible(page, 'an open menu of people');
    await close(page);

    await thread.getByRole('button', { name: /More choices/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'Why?' }).waitFor();
    await lab.expectAccessible(page, 'an open overflow menu');
    await close(page);

    await thread.getByRole('article').last().focus();
    await thread.getByRole('button', { name: 'More actions' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Copy link' }).waitFor();
    await lab.expectAccessible(page, 'the menu of a message');
    await close(page);

    await page.getByRole('button', { name: /Switch person/ }).press('Enter');
    await page.getByRole('menuitemradio', { name: /^Ben/ }).waitFor();
    await lab.expectAccessible(page, 'the menu of people');
    await close(page);

    await thread.getByRole('button', { name: /^Forget/ }).press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await lab.expectAccessible(page, 'a confirmation');
    await close(page);

    await thread.getByRole('button', { name: /^Open picture/ }).press('Enter');
    await page.getByRole('dialog').getByRole('img').waitFor();
    await lab.expectAccessible(page, 'the picture viewer');
  });

  it('with a form, its errors, and chosen people', async () => {
    lab.app.answer = ({ payload }) => {
      if (payload['type'] === 'block_actions') {
        void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view: modal });
      }
      return undefined;
    };
    const page = await lab.open(`#/c/${PHOTOS}/t/${post}`);
    const form = page.getByRole('dialog', { name: 'Change person' });
    const open = async () => {
      await threadIn(page).getByRole('button', { name: /^Yes/ }).press('Enter');
      await form.waitFor();
    };
    await open();
    await lab.expectAccessible(page, 'a form');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('alert').first().waitFor();
    await lab.expectAccessible(page, 'a form with errors');
    await close(page);

    await open();
    await page.getByRole('combobox', { name: /^Account/ }).focus();
    await page.keyboard.type('ben');
    await page.keyboard.press('Enter');
    // The open list hides the rest of the form from roles.
    await page.locator('.tag').waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor();
    await lab.expectAccessible(page, 'chosen people');
  });

  it('with photos that were found, groups without a name, and earlier photos', async () => {
    const channelId = PHOTOS;
    const messageTs = '1790000000.000100';
    const photo = { channelId, messageTs, taggedBy: BEN, link: lab.slack.url, faceFileId: picture };
    const search = { kind: 'query', text: 'Ada or Ben' } as const;
    const found = { search, viewerId: ADA, heading: 'Photos of *Ada*, or *Ben*', all: 21 };
    const photos = [
      { ...photo, names: ['Ada', 'Ben'], others: 12 },
      { ...photo, names: [], others: 1, taggedBy: undefined, faceFileId: undefined },
    ];
    const faces = Array.from({ length: 12 }, (_, index) => ({
      photoId: 'photo',
      faceId: `face-${index}`,
      channelId,
      messageTs,
      faceFileId: index % 4 === 3 ? undefined : picture,
    }));
    const groups = [faces, faces.slice(0, 2), faces.slice(3, 4)].map((some) => ({ faces: some, size: some.length }));
    const earlier = { channelId, total: 240, done: 96, minutesLeft: 3 };
    const states: readonly [state: string, text: string, view: ModalView][] = [
      ['a page of found photos', '21 photos', buildFoundPhotos({ ...found, page: 1, photos })],
      ['no photos', 'Photos of', buildFoundPhotos({ ...found, all: 0, page: 0, photos: [] })],
      ['faces without a name', '31 faces', buildUnnamedFaces({ groups, page: 1, found: 25, all: 31 })],
      ['the form for a group', 'Face 12', buildGroupForm({ faces, links: faces.map(() => lab.slack.url) })],
      ['earlier photos, running', '96 of about 240', buildEarlierPhotos({ ...earlier, state: 'running' })],
      ['earlier photos, stopped', 'Stopped after 96', buildEarlierPhotos({ ...earlier, state: 'stopped' })],
    ];
    const ask = buildQueryHelp(
      [
        {
          kind: 'several people',
          typed: 'Ada',
          choices: ['Ada Byron', 'Ada Yonath'].map((name) => ({ person: { name }, text: `${name} and Ben` })),
        },
        { kind: 'no channel', typed: 'offsite' },
      ],
      { anyOf: [['Ben']], isOnly: false, without: [], from: undefined, to: undefined, channelIds: [], postedBy: [] },
    );
    await lab.reply(post, ask.blocks);
    const page = await lab.open(`#/c/${PHOTOS}/t/${post}`);
    await threadIn(page)
      .getByRole('button', { name: /^Ada Byron/ })
      .waitFor();
    await lab.expectAccessible(page, 'an ambiguous name');
    for (const [state, text, view] of states) {
      lab.app.answer = ({ payload }) => {
        if (payload['type'] === 'block_actions') {
          void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view });
        }
        return undefined;
      };
      await threadIn(page)
        .getByRole('button', { name: /^Ada Byron/ })
        .press('Enter');
      await page.getByRole('dialog').getByText(text).first().waitFor();
      await lab.expectAccessible(page, state);
      await close(page);
    }
  });

  it('with a channel, what opens over it, and App Home', async () => {
    const page = await lab.open(`#/c/${PHOTOS}`);
    const composer = page.getByRole('textbox', { name: /^Message #photos/ });
    await composer.fill('/');
    await page.getByRole('listbox', { name: 'Commands' }).waitFor();
    await lab.expectAccessible(page, 'the list of commands');
    await composer.fill('');

    await page.getByRole('button', { name: 'Try with sample photos' }).press('Enter');
    await page.getByRole('dialog').getByRole('list').waitFor();
    await lab.expectAccessible(page, 'the sample photos');
    await close(page);

    await composer.fill('/invite @someone');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await lab.expectAccessible(page, 'a notification');

    await page.goto(`${lab.slack.url}/?user=${ADA}#/home`);
    await page.getByText('People').waitFor();
    await lab.expectAccessible(page, 'App Home');
  });

  it('with a message that was not sent, and a server that does not answer', async () => {
    lab.expectLogged(/500|ERR_FAILED/);
    const page = await lab.open(`#/c/${PHOTOS}`);
    await page.route('**/api/chat.postMessage', (route) => route.fulfill({ status: 500 }));
    await page.getByRole('textbox', { name: /^Message #photos/ }).fill('Not sent');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Discard' }).waitFor();
    await lab.expectAccessible(page, 'a message that was not sent');

    await page.route('**/local/workspace', (route) => route.abort());
    await page.reload();
    await page.getByText('Trying again…').waitFor();
    await lab.expectAccessible(page, 'a server that does not answer');
  });

  it('on a phone', async () => {
    const page = await lab.open(`#/c/${PHOTOS}`, { screen: 'phone' });
    // Lost, as in Slack, if it comes before the page listens.
    const show = async () => {
      await lab.slack.bot.chat.postEphemeral({ channel: PHOTOS, user: ADA, text: 'Only for you' });
      return page.getByText('Only for you').count();
    };
    await expect.poll(show, { interval: 500 }).toBeGreaterThan(0);
    await lab.expectAccessible(page, 'a channel');
    await page.getByRole('button', { name: 'Show channels' }).tap();
    const random = page.getByRole('link', { name: 'random', exact: true });
    await random.waitFor();
    await lab.expectAccessible(page, 'the drawer');
    await random.tap();
    await page.getByRole('list', { name: 'Sample photos' }).waitFor();
    await lab.expectAccessible(page, 'the first steps in an empty channel');
  });

  it('on a laptop at 200 %', async () => {
    const { channels = [] } = await lab.slack.as(ADA).users.conversations({ types: 'im' });
    const page = await lab.open(`#/c/${channels[0]?.id}`, { screen: 'laptop at 200 %' });
    await page.getByText('This conversation is just between you and Rollcall.').waitFor();
    await lab.expectAccessible(page, 'the conversation with the app');
    await page.goto(`${lab.slack.url}/?user=${ADA}#/c/${PHOTOS}/t/${post}`);
    await threadIn(page).getByRole('img', { name: 'Two numbered faces' }).waitFor();
    await lab.expectAccessible(page, 'a thread');
    await threadIn(page)
      .getByRole('button', { name: /^Open picture/ })
      .press('Enter');
    await page.getByRole('dialog').getByRole('img').waitFor();
    await lab.expectAccessible(page, 'the picture viewer');
  });
});

/** Closes the menu or dialog that is open over the page. */
async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator(COVERING).first().waitFor({ state: 'detached' });
}
