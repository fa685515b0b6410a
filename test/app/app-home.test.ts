import { beforeAll, describe, expect, it } from 'vitest';
import { closeModal, startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import { controlsOf, Person } from '../support/person.js';
import { samplePhoto } from '../support/sample-photo.js';

const AMARA = 'U0LOCAL001';
const MATEO = 'U0LOCAL002';

/** Of Rollcall, in which only Mateo may train. */
const session = startPageSession({ ROLLCALL_TRAINERS: MATEO });

async function channelNamed(name: string): Promise<{ channel: string; bot: string }> {
  const workspace = (await (await fetch(`${session.url}/local/workspace`)).json()) as {
    channels: { id: string; name: string }[];
    bot_user_id: string;
  };
  return { channel: workspace.channels.find((one) => one.name === name)?.id ?? '', bot: workspace.bot_user_id };
}

it('Rollcall introduces itself where it is invited, once', async () => {
  const amara = new Person(session.url, AMARA);
  const { channel, bot } = await channelNamed('random');
  const seen = await amara.listen();
  const introductions = () => seen.events.filter(({ type, text }) => type === 'message' && text.startsWith('Hi, I’m'));
  await amara.api.conversations.kick({ channel, user: bot });
  await amara.api.conversations.invite({ channel, users: bot });
  await seen.next((event) => event.type === 'message' && event.text.startsWith('Hi, I’m'));
  expect(introductions()).toMatchObject([
    { channel, text: expect.stringContaining('Post a photo here and I’ll reply in its thread') },
  ]);
  await amara.api.conversations.kick({ channel, user: bot });
  await amara.api.conversations.invite({ channel, users: bot });
  // Whatever it does about the second invitation is over when it answers what comes after.
  await amara.postPhotos(channel, [(await samplePhoto('team-lunch.jpg')).bytes]);
  await seen.next((event) => event.type === 'message' && event.channel === channel && event.thread_ts !== undefined);
  expect(introductions()).toHaveLength(1);
  seen.stop();
});

it('only people who may train can train, and they are answered in one message', async () => {
  const { channel } = await channelNamed('photos');
  const [amara, other] = [new Person(session.url, AMARA), new Person(session.url, MATEO)];
  const refused = await amara.command(channel, '/train-faces');
  expect(refused.ack?.['text']).toContain(`Please ask <@${MATEO}>`);
  const seen = await other.listen();
  const started = await other.command(channel, '/train-faces');
  expect(started.ack?.['text']).toBeUndefined();
  await seen.next((event) => event.type === 'ephemeral' && event.text.includes('No one has been named yet'));
  expect(seen.events.filter(({ type }) => type === 'ephemeral')).toHaveLength(1);
  seen.stop();
});

describe('with a photo that was answered', () => {
  let person: Person;
  let photos: string;
  let post: { channel: string; ts: string };

  beforeAll(async () => {
    person = new Person(session.url, AMARA);
    photos = (await channelNamed('photos')).channel;
    post = await person.postPhotos(photos, [(await samplePhoto('team-lunch.jpg')).bytes]);
    await person.waitForReply(post);
  }, TIMEOUT_MS);

  it('“Name faces” links to the reply', async () => {
    const seen = await person.listen();
    await person.local('shortcuts', { callback_id: 'name_faces', channel: photos, message_ts: post.ts });
    const note = await seen.next((event) => event.type === 'ephemeral');
    seen.stop();
    expect(note.text).toMatch(
      /^I’ve already replied to this photo\. <http:\/\/localhost:\d+\/archives\/\S+\|Open my reply/,
    );
  });

  it('tells one of two people who name a face at the same moment that their name did not hold', async () => {
    const both = [person, new Person(session.url, MATEO)] as const;
    const page = await session.openPage({ width: 1280, height: 1000 });
    await page.goto(`${session.url}/?user=${AMARA}#/c/${photos}/t/${post.ts}`);
    const thread = page.getByRole('region', { name: 'Thread' });
    const question = thread.getByRole('combobox', { name: /^5 Who is this\?/ });
    await question.waitFor();
    const reply = await person.waitForReply(post);
    const menu = controlsOf(reply).filter(({ element }) => element.action_id?.startsWith('pick_person'))[4];
    if (menu === undefined) throw new Error('there is no menu for face 5');
    const name = (one: Person, chosen: string) =>
      one.choose(reply, menu, { text: { type: 'plain_text', text: chosen }, value: `n:${chosen}` });
    await name(both[0], 'Yves');
    await name(both[1], 'Zoe');
    const note = thread.getByRole('article').filter({ hasText: 'named it at the same moment as you' });
    await note.getByText('You said Yves.').waitFor();
    await session.capture(page, 'named-at-once');
    await note.getByRole('button', { name: /^Change to Yves/ }).click();
    await thread.getByText('5 Yves').waitFor();
    await note.waitFor({ state: 'detached' });
    await thread.getByRole('button', { name: /^Change…/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Undo/ }).click();
    await closeModal(page);
    await question.waitFor();
  });

  it('sends everyone what is stored about them, as a file in their direct message', async () => {
    const page = await session.openPage({ width: 1280, height: 1000 });
    await page.goto(`${session.url}/?user=${AMARA}#/home`);
    const button = page.getByRole('button', { name: 'Send me my data' });
    await button.scrollIntoViewIfNeeded();
    await session.capture(page, 'app-home-about-you');
    await button.click();
    const { channels: direct = [] } = await expect
      .poll(() => person.api.conversations.list({ types: 'im' }))
      .toMatchObject({ channels: [expect.anything()] })
      .then(() => person.api.conversations.list({ types: 'im' }));
    await page.goto(`${session.url}/#/c/${direct[0]?.id}`);
    await page.getByText('Here’s everything I store about you.').waitFor();
    await page.getByText(`rollcall-data-${AMARA}.json`).first().waitFor();
    await session.capture(page, 'own-data');
    session.expectNoErrors();
  });

  it(
    'App Home lists people added by a modal, and lets them be merged, renamed, removed and forgotten',
    async () => {
      const page = await session.openPage({ width: 1280, height: 1000 });
      await page.goto(`${session.url}/#/c/${photos}/t/${post.ts}`);
      const reply = page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });
      const choose = async (row: number, option: string) => {
        await reply.getByRole('combobox', { name: new RegExp(`^${row} Who is this\\?`) }).click();
        await page.getByRole('option', { name: option }).click();
      };

      const modal = page.getByRole('dialog');
      const picture = modal.getByRole('img', { name: 'Face 1 in this photo', exact: true });
      // On a slow machine the modal opens before the picture of the face is ready. The next time it is there.
      for (let isShown = false; !isShown; ) {
        await choose(1, 'Add someone new…');
        await modal.getByText('Face 1 in this photo').waitFor();
        isShown = (await picture.count()) > 0;
        if (!isShown) await modal.getByRole('button', { name: 'Cancel' }).click();
      }
      await picture.waitFor();
      await modal.getByRole('textbox', { name: 'Name' }).fill('Ada Lovelace');
      await modal.getByText('They agreed to be recognised').click();
      await session.capture(page, 'modal-add-someone');
      await modal.getByRole('button', { name: 'Add name' }).click();
      await reply.getByText('1 Ada Lovelace', { exact: true }).waitFor();

      await choose(2, 'Add someone new…');
      await modal.getByRole('textbox', { name: 'Name' }).fill('ada lovelace');
      await modal.getByText('They agreed to be recognised').click();
      await modal.getByRole('button', { name: 'Add name' }).click();
      await modal.getByText('Yes, the same person').waitFor();
      await session.capture(page, 'modal-same-person');
      await modal.getByText('No, someone else with this name').click();
      await modal.getByRole('textbox', { name: 'Name' }).fill('Ada B. Lovelace');
      await modal.getByRole('button', { name: 'Add name' }).click();
      await reply.getByText('2 Ada B. Lovelace', { exact: true }).waitFor();

      await choose(3, 'Not a face');
      await reply.getByText('3 not a face').waitFor();
      await choose(4, 'Don’t ask about this face');
      await reply.getByText('4 skipped').waitFor();
      await session.capture(page, 'marked-faces');

      await page.goto(`${session.url}/#/home`);
      await page.getByText('People (2)').waitFor();
      await page.getByRole('img', { name: 'Face of Ada Lovelace' }).waitFor();
      await page.getByRole('img', { name: '1 face without a name' }).waitFor();
      await page.getByText('I haven’t been trained yet.').waitFor();
      await session.capture(page, 'app-home');

      // Merges the two, renames and removes the person, then undoes all of it.
      const menuOf = (name: string) => page.getByRole('button', { name: `${name}: More choices`, exact: true });
      const chooseFor = async (name: string, option: string) => {
        await menuOf(name).click();
        await page.getByRole('menuitem', { name: option }).click();
      };
      await menuOf('Ada B. Lovelace').click();
      await page.getByRole('menuitem').first().waitFor();
      await session.capture(page, 'app-home-menu');
      await page.getByRole('menuitem', { name: 'See photos' }).click();
      await modal.getByText('1 photo in conversations you’re in.').waitFor();
      await modal.getByRole('img', { name: /^Photo of .*Ada B\. Lovelace/ }).waitFor();
      await session.capture(page, 'modal-photos-of-person');
      await modal.getByRole('button', { name: 'Close' }).last().click();
      await person.command(photos, '/find-photos', 'Ada Lovelace and "Ada B. Lovelace" since last month');
      await modal.getByText('Photos of Ada Lovelace and Ada B. Lovelace').waitFor();
      await modal.getByRole('img', { name: /^Photo of Ada Lovelace and Ada B. Lovelace/ }).waitFor();
      await session.capture(page, 'modal-find-photos');
      await modal.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('button', { name: 'See the face without a name' }).click();
      await modal.getByRole('img', { name: 'A face without a name' }).waitFor();
      await session.capture(page, 'modal-faces-without-a-name');
      await modal.getByRole('button', { name: 'Name…' }).click();
      await modal.getByRole('img', { name: 'Face 1' }).waitFor();
      await session.capture(page, 'modal-name-group');
      await modal.getByRole('button', { name: 'Cancel' }).click();
      await modal.getByRole('button', { name: 'Close' }).last().click();
      await chooseFor('Ada B. Lovelace', 'Rename or merge…');
      await modal.getByRole('img', { name: 'Face of Ada B. Lovelace' }).waitFor();
      await session.capture(page, 'modal-change-person');
      await modal.getByRole('combobox', { name: /The same person as/ }).click();
      await page.getByRole('option', { name: 'Ada Lovelace' }).click();
      await modal.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Ada B. Lovelace · merged into Ada Lovelace by').waitFor();
      await page.getByText('People (1)').waitFor();
      await page.getByText('2 tags in 1 photo').waitFor();
      await chooseFor('Ada Lovelace', 'Rename or merge…');
      await modal.getByText('What changed').waitFor();
      await modal.getByRole('textbox', { name: 'Name' }).fill('Ada King');
      await modal.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Ada King · renamed from Ada Lovelace by').waitFor();
      await session.capture(page, 'app-home-changes');
      await chooseFor('Ada King', 'Remove… (stop naming)');
      await modal.getByText('Nothing is deleted').waitFor();
      await session.capture(page, 'modal-remove-person');
      await modal.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Ada King · removed by').waitFor();
      await page.getByRole('button', { name: /^Put back/ }).click();
      await page.getByText('People (1)').waitFor();
      await chooseFor('Ada King', 'Rename or merge…');
      await modal.getByText('Ada King · renamed from Ada Lovelace by').waitFor();
      await modal.getByRole('button', { name: 'Undo' }).click();
      await modal.getByRole('button', { name: 'Split' }).click();
      await modal.getByText('What changed').waitFor({ state: 'detached' });
      await modal.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('People (2)').waitFor();

      await page.getByRole('link', { name: '1 face without a name' }).click();
      await reply.getByRole('combobox', { name: /^5 Who is this\?/ }).waitFor();

      await page.goto(`${session.url}/#/home`);
      // App Home is updated whenever someone opens it. A button that is held down at that moment still works.
      await menuOf('Ada Lovelace').hover();
      await page.mouse.down();
      const listening = await person.listen();
      await person.local('app_home_opened', {});
      await listening.next(({ type }) => type === 'home');
      listening.stop();
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)))');
      await page.mouse.up();
      await page.getByRole('menuitem', { name: 'Forget… (delete for good)' }).click();
      await modal.getByText('Forget this person?').waitFor();
      await modal.getByText('This can’t be undone.').waitFor();
      await session.capture(page, 'forget-question');
      await modal.getByRole('button', { name: 'Forget' }).click();
      await modal.getByText('I’m deleting what I know about them.').waitFor();
      await modal.getByRole('button', { name: 'Close' }).last().click();
      await page.getByText('People (1)').waitFor();
      const { channels: direct = [] } = await person.api.conversations.list({ types: 'im' });
      await page.goto(`${session.url}/#/c/${direct[0]?.id}`);
      await page.getByText('Done. I’ve forgotten the person you asked me to forget.').waitFor();
      await session.capture(page, 'forget-receipt');
      await page.goto(`${session.url}/#/c/${photos}/t/${post.ts}`);
      await reply.getByText('1 Ada B. Lovelace', { exact: true }).waitFor();
      await session.capture(page, 'forgotten-in-reply');
      session.expectNoErrors();
    },
    2 * TIMEOUT_MS,
  );

  it(
    'asks someone who is named whether they want to be recognised, and keeps to their answer',
    async () => {
      const page = await session.openPage({ width: 1280, height: 1000 });
      const work = await person.postPhotos(photos, [(await samplePhoto('mateo-at-work.jpg')).bytes]);
      const reply = await person.waitForReply(work);
      const [menu] = controlsOf(reply).filter(({ element }) => element.action_id?.startsWith('pick_person'));
      if (menu === undefined) throw new Error('there is no menu');
      const nameMateo = () =>
        person.choose(reply, menu, { text: { type: 'plain_text', text: 'Mateo' }, value: `u:${MATEO}` });
      await nameMateo();

      await page.goto(`${session.url}/?user=${MATEO}#/c/D0LOCAL002`);
      const question = page.getByRole('article').filter({ hasText: 'named you in a photo' });
      await question.getByRole('img', { name: 'The face that was named as you' }).waitFor();
      await question.getByText('I’ll recognise you in other photos, too').waitFor();
      await session.capture(page, 'consent-asked');
      await question.getByRole('button', { name: 'Only when someone names me' }).click();
      await question.getByText(/You chose Only when someone names me \(/).waitFor();
      await session.capture(page, 'consent-answered');

      await page.goto(`${session.url}/?user=${MATEO}#/home`);
      await page.getByText(/You chose Only when someone names me \(/).waitFor();
      await session.capture(page, 'consent-in-app-home');
      await page.getByRole('button', { name: /^Never: You chose/ }).click();
      const confirm = page.getByRole('alertdialog', { name: 'Never be named?' });
      await session.capture(page, 'consent-never');
      await confirm.getByRole('button', { name: 'Never' }).click();
      await page.getByText('You chose Never').waitFor();
      const listening = await person.listen();
      await nameMateo();
      const refusal = await listening.next(({ type, text }) => type === 'ephemeral' && text.includes('asked me never'));
      listening.stop();
      expect(refusal.text).toContain('asked me never to name them, so I can’t use that name.');
      await page.goto(`${session.url}/?user=${MATEO}#/c/D0LOCAL002`);
      await page.getByRole('article').getByText('I won’t name you again, and no one else can.').waitFor();
      await session.capture(page, 'consent-forgotten');
    },
    TIMEOUT_MS,
  );
});

it('learns someone who was invited from their profile picture, and asks how they want to hear of photos of them', async () => {
  const layla = 'U0LOCAL005';
  const amara = new Person(session.url, AMARA);
  const { channel } = await channelNamed('photos');
  const seen = await amara.listen();
  await amara.command(channel, '/train-faces', 'invite everyone');
  const invitation = await seen.next((event) => event.type === 'ephemeral' && event.text.includes('Shall I ask'));
  seen.stop();
  const confirm = controlsOf(invitation).at(0) ?? expect.fail('there is no button');
  await amara.press(invitation, confirm);
  const page = await session.openPage({ width: 1280, height: 1000 });
  await page.goto(`${session.url}/?user=${layla}#/c/D0LOCAL005`);
  const messages = page.getByRole('article');
  await messages.getByText(/asks whether I may recognise you in photos/).waitFor();
  await session.capture(page, 'invited');
  await messages.getByRole('button', { name: /^Recognise me/ }).click();
  await messages.getByText(/I’ve stored the face in your Slack profile picture/).waitFor();
  await session.capture(page, 'recognised-from-profile');
  await messages.getByRole('button', { name: /^Once a week/ }).click();
  await messages.getByText(/I’ll send you the new photos of you once a week/).waitFor();
  await page.goto(`${session.url}/?user=${layla}#/home`);
  const choices = page.getByRole('heading', { name: 'Photos of you' });
  await choices.waitFor();
  await choices.evaluate((heading: { scrollIntoView(): void }) => heading.scrollIntoView());
  await session.capture(page, 'home-photos-of-you');
  session.expectNoErrors();
});
