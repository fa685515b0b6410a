import type { KnownBlock, ModalView } from '@slack/types';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { option, plain, section } from '../../support/block-kit.js';
import { ADA, BEN, PHOTOS, RANDOM } from '../../support/local-slack.js';
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
beforeAll(async () => {
  const { bytes } = await samplePhoto('team-lunch.jpg');
  const picture = await uploadAsApp(lab.slack, bytes);
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

const openThread = async () => {
  const page = await lab.open(`#/c/${PHOTOS}/t/${post}`);
  await threadIn(page).getByRole('img', { name: 'Two numbered faces' }).waitFor();
  return page;
};

/** Opens a modal over a thread. */
async function openModal(): Promise<Page> {
  lab.app.answer = ({ payload }) => {
    if (payload['type'] === 'block_actions') {
      void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view: modal });
    }
    return undefined;
  };
  const page = await openThread();
  await threadIn(page).getByRole('button', { name: /^Yes/ }).press('Enter');
  await page.getByRole('dialog', { name: 'Change person' }).waitFor();
  return page;
}

const states: readonly [string, () => Promise<Page>][] = [
  ['a channel and a thread', openThread],
  [
    'a channel on a phone',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`, { screen: 'phone' });
      await lab.slack.bot.chat.postEphemeral({ channel: PHOTOS, user: ADA, text: 'Only for you' });
      await page.getByText('Only for you').first().waitFor();
      return page;
    },
  ],
  [
    'the drawer of a phone',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`, { screen: 'phone' });
      await page.getByRole('button', { name: 'Show channels' }).tap();
      await page.getByRole('link', { name: 'photos', exact: true }).waitFor();
      return page;
    },
  ],
  [
    'a thread at 200 %',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}/t/${post}`, { screen: 'laptop at 200 %' });
      await threadIn(page).getByRole('img', { name: 'Two numbered faces' }).waitFor();
      return page;
    },
  ],
  [
    'App Home',
    async () => {
      const page = await lab.open('#/home');
      await page.getByText('People').waitFor();
      return page;
    },
  ],
  [
    'an open menu of people',
    async () => {
      const page = await openThread();
      await threadIn(page)
        .getByRole('combobox', { name: /Choose a person$/ })
        .last()
        .press('ArrowDown');
      await page.getByRole('option', { name: 'Ben' }).waitFor();
      return page;
    },
  ],
  [
    'an open overflow menu',
    async () => {
      const page = await openThread();
      await threadIn(page)
        .getByRole('button', { name: /More choices/ })
        .press('Enter');
      await page.getByRole('menuitem', { name: 'Why?' }).waitFor();
      return page;
    },
  ],
  [
    'the menu of a message',
    async () => {
      const page = await openThread();
      await threadIn(page).getByRole('article').last().focus();
      await threadIn(page).getByRole('button', { name: 'More actions' }).press('Enter');
      await page.getByRole('menuitem', { name: 'Copy link' }).waitFor();
      return page;
    },
  ],
  [
    'the menu of people',
    async () => {
      const page = await openThread();
      await page.getByRole('button', { name: /Switch person/ }).press('Enter');
      await page.getByRole('menuitemradio', { name: /^Ben/ }).waitFor();
      return page;
    },
  ],
  ['a form', openModal],
  [
    'a form with errors',
    async () => {
      const page = await openModal();
      await page.getByRole('button', { name: 'Save' }).press('Enter');
      await page.getByRole('alert').first().waitFor();
      return page;
    },
  ],
  [
    'a confirmation',
    async () => {
      const page = await openThread();
      await threadIn(page)
        .getByRole('button', { name: /^Forget/ })
        .press('Enter');
      await page.getByRole('alertdialog').waitFor();
      return page;
    },
  ],
  [
    'the picture viewer',
    async () => {
      const page = await openThread();
      await threadIn(page)
        .getByRole('button', { name: /^Open picture/ })
        .press('Enter');
      await page.getByRole('dialog').getByRole('img').waitFor();
      return page;
    },
  ],
  [
    'the list of commands',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`);
      await page.getByRole('textbox', { name: /^Message #photos/ }).fill('/');
      await page.getByRole('listbox', { name: 'Commands' }).waitFor();
      return page;
    },
  ],
  [
    'the sample photos',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`);
      await page.getByRole('button', { name: 'Try with sample photos' }).press('Enter');
      await page.getByRole('dialog').getByRole('list').waitFor();
      return page;
    },
  ],
  [
    'the first steps in an empty channel, on a phone',
    async () => {
      const page = await lab.open(`#/c/${RANDOM}`, { screen: 'phone' });
      await page.getByRole('list', { name: 'Sample photos' }).waitFor();
      return page;
    },
  ],
  [
    'the conversation with the app at 200 %',
    async () => {
      const { channels = [] } = await lab.slack.as(ADA).users.conversations({ types: 'im' });
      const page = await lab.open(`#/c/${channels[0]?.id}`, { screen: 'laptop at 200 %' });
      await page.getByText('This conversation is just between you and Rollcall.').waitFor();
      return page;
    },
  ],
  [
    'the picture viewer at 200 %',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}/t/${post}`, { screen: 'laptop at 200 %' });
      await threadIn(page)
        .getByRole('button', { name: /^Open picture/ })
        .press('Enter');
      await page.getByRole('dialog').getByRole('img').waitFor();
      return page;
    },
  ],
  [
    'chosen people',
    async () => {
      const page = await openModal();
      await page.getByRole('combobox', { name: /^Account/ }).focus();
      await page.keyboard.type('ben');
      await page.keyboard.press('Enter');
      // The open list hides the rest of the form from roles.
      await page.locator('.tag').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Change person' }).waitFor();
      return page;
    },
  ],
  [
    'a message that was not sent',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`);
      lab.expectLogged(/500/);
      await page.route('**/api/chat.postMessage', (route) => route.fulfill({ status: 500 }));
      await page.getByRole('textbox', { name: /^Message #photos/ }).fill('Not sent');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Discard' }).waitFor();
      return page;
    },
  ],
  [
    'a server that does not answer',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`);
      lab.expectLogged(/ERR_FAILED/);
      await page.route('**/local/workspace', (route) => route.abort());
      await page.reload();
      await page.getByText('Trying again…').waitFor();
      return page;
    },
  ],
  [
    'a notification',
    async () => {
      const page = await lab.open(`#/c/${PHOTOS}`);
      await page.getByRole('textbox', { name: /^Message #photos/ }).fill('/invite @someone');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      return page;
    },
  ],
];

describe('axe finds nothing wrong with', () => {
  it.each(states)('%s', async (_name, open) => {
    const page = await open();
    await lab.expectAccessible(page);
    expect(await page.title()).toContain('Rollcall');
  });
});
