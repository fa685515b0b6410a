import type { Locator, Page } from 'playwright-core';
import { samplePhoto } from '../sample-photo.js';
import type { Scene } from './compose-frame.js';

/** Goes from the first look at the page to names in the next photo. @param show takes a picture of what is seen. */
export async function walkThrough(page: Page, url: string, show: (scene: Scene) => Promise<void>): Promise<void> {
  const channel = page.getByRole('region', { name: 'Messages in #photos' });
  const reply = page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });
  const option = (name: string) => page.getByRole('option', { name });
  const { people } = await samplePhoto('team-lunch.jpg');

  await page.goto(url);
  const lunch = page.getByRole('button', { name: 'Post sample photo: Lunch with the team' });
  await pictures(page);
  await show({ caption: 'Post a photo in a channel.', pointer: lunch, shownFor: 2500 });

  await lunch.click();
  const thread = channel
    .getByRole('article')
    .last()
    .getByRole('link', { name: /^1 reply/ });
  await thread.waitFor();
  await thread.click();
  await reply.getByRole('img').first().waitFor();
  await pictures(page);
  const nameEveryone = reply.getByRole('button', { name: 'Name everyone' });
  await show({ caption: 'Rollcall finds the faces and asks who they are.', pointer: nameEveryone, shownFor: 3500 });

  await nameEveryone.click();
  const form = page.getByRole('dialog', { name: 'Name everyone' });
  const menu = (index: number): Locator => form.getByRole('combobox', { name: new RegExp(`^Face ${index + 1}:`) });
  await form.getByRole('img', { name: 'Face 5' }).waitFor();
  await pictures(page);
  for (const [index, name = ''] of people.entries()) {
    await menu(index).click();
    await page.keyboard.type(name.slice(0, 3).toLowerCase());
    // Offered with what was typed: the list is the one for it now.
    await page.getByRole('option', { name: /^Add “/ }).waitFor();
    if (index === 0) {
      await show({
        caption: 'Name everyone in one form: pick a person, or type a new name.',
        pointer: option(name),
        shownFor: 3500,
      });
    }
    await option(name).click();
  }
  const save = form.getByRole('button', { name: 'Save' });
  await show({ caption: 'One click saves every name.', pointer: save, shownFor: 2500 });

  await save.click();
  // The picture gets the names a moment after the text.
  await reply.getByRole('img', { name: /^Photo with 5 names/ }).waitFor();
  // On a slow machine, the form stays open and says what was saved.
  if ((await form.count()) > 0) await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await pictures(page);
  await page.mouse.move(0, 0);
  await show({ caption: 'Everyone in the conversation sees who is who.', shownFor: 3000 });

  await page.getByRole('button', { name: 'Close thread' }).click();
  const composer = page.getByRole('textbox', { name: 'Message #photos' });
  await composer.fill('/train-faces');
  await option('/train-faces').waitFor();
  await show({ caption: 'Let it learn: /train-faces.', shownFor: 2500 });
  await composer.press('Enter');
  await channel.getByText('5 people').last().waitFor();
  await show({ caption: 'Now it can recognise them, and says who needs another photo.', shownFor: 3500 });

  await page.getByRole('button', { name: 'Try with sample photos' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Post sample photo: Monday stand-up' }).click();
  await page.keyboard.press('Escape');
  await thread.click();
  await reply.getByRole('img').first().waitFor();
  await pictures(page);
  await page.mouse.move(0, 0);
  const change = reply.getByRole('button', { name: /^Change/ });
  await show({ caption: 'The next photo comes back with names.', pointer: change, shownFor: 4500 });

  await change.click();
  const names = page.getByRole('dialog', { name: 'Names in this photo' });
  await names.getByRole('combobox').last().click();
  await option('Why this name?').waitFor();
  await show({ caption: 'Correct a name, or ask why.', pointer: option('Why this name?'), shownFor: 3000 });
  await option('Why this name?').click();
  const why = page.getByRole('dialog', { name: 'Why this name?' });
  await why.getByRole('img').first().waitFor();
  await pictures(page);
  await show({ caption: 'It shows the faces it compared, and how it decided.', shownFor: 4000 });
  await why.getByRole('button', { name: 'Close' }).first().click();

  await page.getByRole('link', { name: 'Rollcall' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByText(/^People/).waitFor();
  await pictures(page);
  await show({ caption: 'App Home: everyone it knows. Rename, merge, or have yourself forgotten.', shownFor: 4000 });
}

/** Invites Rollcall to a channel that it is not in, as the last step of its set-up in Slack. @returns PNG */
export async function invite(page: Page): Promise<Buffer> {
  await page.setViewportSize({ width: 800, height: 420 });
  await page.getByRole('link', { name: 'random' }).click();
  const composer = page.getByRole('textbox', { name: 'Message #random' });
  const run = async (command: string) => {
    await composer.fill(`${command} @Rollcall`);
    await composer.press('Enter');
    await composer.and(page.locator(':placeholder-shown')).waitFor();
  };
  await run('/remove');
  await page.getByRole('button', { name: 'Invite Rollcall' }).waitFor();
  // Enough that it is no longer seen that Rollcall has left.
  for (const text of ['The photos of the summer party go here.', 'All 14 of us are in the last one.']) {
    await composer.fill(text);
    await composer.press('Enter');
    await page.getByRole('article').getByText(text).waitFor();
  }
  await run('/invite');
  await page
    .getByRole('article', { name: /^Rollcall/ })
    .getByText(/Hi, I’m/)
    .waitFor();
  await page.getByRole('button', { name: 'Invite Rollcall' }).waitFor({ state: 'detached' });
  await pictures(page);
  // Only the first sentences: the packed browser has no font for the symbols after them.
  return page.screenshot({ animations: 'disabled', clip: { x: 0, y: 0, width: 800, height: 256 } });
}

/** Waits until the pictures in view are loaded. */
async function pictures(page: Page): Promise<void> {
  await page.evaluate(`Promise.all([...document.images]
    .filter((image) => image.getBoundingClientRect().top < innerHeight)
    .map((image) => image.decode()))`);
}
