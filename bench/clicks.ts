/**
 * How much work naming ten known people is: `npm run bench:clicks`.
 *
 * A photo of ten drawn people is posted twice in local Slack, and everyone in it is named in the page in a real browser: with the
 * menus in the message, and with the form behind “Name everyone”. Every click and key is counted as it is sent. Seconds follow from
 * the counts with the keystroke-level model for a practised person: S. K. Card, T. P. Moran and A. Newell, “The keystroke-level model
 * for user performance time with interactive systems”, CACM 23, 1980, with the mental operator of J. R. Olson and G. M. Olson,
 * “The growth of cognitive modeling in human-computer interaction since GOMS”, HCI 5, 1990. They are a model, not a stopwatch. How
 * long the page took is measured and printed separately: a person looks at the next face meanwhile.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { sharedBrowser } from '../test/support/browser.js';
import { crowd, drawGroup, renderJpeg } from '../test/support/cast/index.js';
import type { Person } from '../test/support/person.js';
import { addPerson, enter } from '../test/support/reply-rows.js';
import { startRollcall } from '../test/support/rollcall-process.js';
import { round } from './support/statistics.js';

/** Two letters are enough to tell them apart. */
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hana', 'Ivo', 'Jude'];
const LETTERS = 2;

/** In seconds. */
const KEY = 0.2;
const CLICK = 1.1 + 0.2;
const HOMING = 0.4;
const THINKING = 1.2;

class Hands {
  clicks = 0;
  keys = 0;
  /** Times the hand moves between mouse and keyboard. */
  moves = 0;
  names = 0;
  private isOnMouse = true;

  async click(target: Locator): Promise<void> {
    if (!this.isOnMouse) this.moves += 1;
    this.isOnMouse = true;
    this.clicks += 1;
    await target.click();
  }

  async type(page: Page, ...keys: readonly string[]): Promise<void> {
    if (this.isOnMouse) this.moves += 1;
    this.isOnMouse = false;
    for (const key of keys) {
      this.keys += 1;
      await page.keyboard.press(key);
    }
  }

  report(pageMs: number) {
    const { clicks, keys, moves, names } = this;
    const seconds = clicks * CLICK + keys * KEY + moves * HOMING + names * THINKING;
    return { clicks, keys, seconds: round(seconds, 1), pageSeconds: round(pageMs / 1000, 1) };
  }
}

interface Scene {
  readonly page: Page;
  readonly person: Person;
  readonly photos: string;
  readonly url: string;
}

const replyIn = (page: Page) =>
  page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });

/** A name in the reply: beside its number, or in the picture once everyone is named. */
function isShown(page: Page, index: number, name: string) {
  const numbered = replyIn(page).getByText(`${index + 1} ${name}`, { exact: true });
  return numbered.or(replyIn(page).getByRole('img', { name: /^Photo with \d+ names/ })).first();
}

/** Posts a photo of ten people and opens its thread. */
async function openPhoto({ page, person, photos, url }: Scene, seed: number) {
  const post = await person.postPhotos(photos, [await renderJpeg(drawGroup(crowd(NAMES.length), { seed }))]);
  const reply = await person.waitForReply(post);
  if (!reply.text.startsWith(`${NAMES.length} faces`)) throw new Error(`the drawn photo has ${reply.text}`);
  await page.goto(`${url}/#/c/${photos}/t/${post.ts}`);
  await replyIn(page).waitFor();
  return reply;
}

async function withMenus(scene: Scene): Promise<Hands> {
  const { page } = scene;
  const hands = new Hands();
  for (const [index, name] of NAMES.entries()) {
    hands.names += 1;
    await hands.click(replyIn(page).getByRole('combobox', { name: new RegExp(`^${index + 1} Who is this`) }));
    await hands.type(page, ...name.slice(0, LETTERS).toLowerCase());
    await hands.click(page.getByRole('option', { name, exact: true }));
    await isShown(page, index, name).waitFor();
  }
  return hands;
}

async function withForm({ page }: Scene): Promise<Hands> {
  const hands = new Hands();
  await hands.click(replyIn(page).getByRole('button', { name: /^Name everyone/ }));
  const form = page.getByRole('dialog', { name: 'Name everyone' });
  const menuOf = (index: number) => form.getByRole('combobox', { name: new RegExp(`^Face ${index + 1}:`) });
  await menuOf(0).waitFor();
  for (const [index, name] of NAMES.entries()) {
    hands.names += 1;
    await hands.type(page, ...name.slice(0, LETTERS).toLowerCase());
    await page.getByRole('option', { name, exact: true }).waitFor();
    await hands.type(page, 'Enter');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    if (index < NAMES.length - 1) await hands.type(page, 'Tab');
  }
  await hands.click(form.getByRole('button', { name: 'Save' }));
  await isShown(page, NAMES.length - 1, NAMES.at(-1) ?? '').waitFor();
  return hands;
}

async function timed(work: () => Promise<Hands>) {
  const start = performance.now();
  const hands = await work();
  return hands.report(performance.now() - start);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const rollcall = await startRollcall({ ROLLCALL_DATA: folder });
  const browser = await sharedBrowser();
  try {
    const { people, photos } = await enter(rollcall.url);
    const [person] = people;
    if (person === undefined) throw new Error('there is no one in the workspace');
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
    const scene = { page, person, photos, url: rollcall.url };
    const first = await openPhoto(scene, 1);
    for (const [index, name] of NAMES.entries()) await addPerson(person, first, index + 1, name);
    await openPhoto(scene, 2);
    const menus = await timed(() => withMenus(scene));
    await openPhoto(scene, 3);
    const form = await timed(() => withForm(scene));
    for (const [way, { clicks, keys, seconds, pageSeconds }] of Object.entries({ menus, form })) {
      console.log(
        `${way}: ${clicks} clicks, ${keys} keys, about ${seconds} s by the model; the page took ${pageSeconds} s`,
      );
    }
    console.log(JSON.stringify({ people: NAMES.length, menus, form }));
  } finally {
    await browser.close();
    await rollcall.stop();
    await rm(folder, { recursive: true });
  }
}

await main();
