/**
 * A workspace with many photos: `npm run bench:large -- [--photos 20000] [--people 500] [--data FOLDER] [--node OPTIONS]`
 *
 * `--data` keeps the filled folder, and uses it again if it is there. `--node=--cpu-prof` passes options to Node.js.
 * A data folder is filled with photos, faces with made-up embeddings, tags, and the posts and replies of local Slack. Then Rollcall
 * runs on it as it does for users. The times are those a person waits; stalls are of the main thread, which also runs both local
 * services; memory is that of all its processes. docs/running.md has the figures.
 */
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HOME_WORDING } from '../src/views/wording/home.js';
import { cast, drawPortrait, renderJpeg } from '../test/support/cast/index.js';
import { controlsOf, type Listening, Person, type SeenMessage } from '../test/support/person.js';
import { type LargeWorkspace, seedLargeWorkspace } from './support/large-workspace.js';
import { drawSeedPicture } from './support/seed-picture.js';
import { percentile, round } from './support/statistics.js';
import { startWatchedRollcall, type WatchedRollcall } from './support/watched-rollcall.js';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '20000' },
    people: { type: 'string', default: '500' },
    data: { type: 'string' },
    node: { type: 'string', default: '' },
  },
});
const [photos, people] = [Number(values.photos), Number(values.people)];

const ENGINE = 'rollcall-face-1';
const QUERIES = ['a', 'ad', 'ada', 'berg', 'bjorn', 'haddad cole', 'zz', 'jun', 'Ch', '@eszter'];
const QUERIES_FOR_PHOTOS = [
  'Ada Abara Alva',
  'Ada Abara Alva and Bjorn Abara Alva',
  'only Chiara Abara Alva since last year without Ada Abara Alva',
  'in #channel-1 before this month',
];
/** In every App Home but the one that is shown while Rollcall is still reading after a start. */
const HOME_IS_COMPLETE = HOME_WORDING.aboutYou;
/** What one person does; `ms` is how long they waited. */
interface Figure {
  readonly what: string;
  readonly ms: number;
  readonly stallMs: number;
  readonly peakMb: number;
}

interface Bench {
  readonly rollcall: WatchedRollcall;
  readonly seeded: LargeWorkspace;
  readonly person: Person;
  readonly channel: string;
  readonly figures: Figure[];
}

/** Runs `work`, which says when the person has what they waited for, then waits until things calm down. */
async function measure(bench: Bench, what: string, work: (listening: Listening) => Promise<number>): Promise<void> {
  const listening = await bench.person.listen();
  await bench.rollcall.lap();
  const ms = await work(listening);
  const { stallMs, cpuMs, peakMb } = await bench.rollcall.lap();
  listening.stop();
  bench.figures.push({ what, ms, stallMs, peakMb });
  console.log(
    `${what}: ${round(ms, 0)} ms (${round(cpuMs, 0)} ms of processor time), main thread busy for up to ${round(stallMs, 0)} ms, ${round(peakMb, 0)} MB of memory`,
  );
}

const since = (start: number): number => performance.now() - start;

async function openHome(bench: Bench, what: string): Promise<void> {
  await measure(bench, what, async (listening) => {
    const start = performance.now();
    await bench.person.local('app_home_opened', { tab: 'home' });
    await listening.next(({ type }) => type === 'home');
    const ms = since(start);
    await listening.next((event) => event.type === 'home' && JSON.stringify(event).includes(HOME_IS_COMPLETE));
    console.log(`  with its content: ${round(since(start), 0)} ms`);
    return ms;
  });
}

async function train(bench: Bench, what: string): Promise<void> {
  await measure(bench, what, async (listening) => {
    const start = performance.now();
    await bench.person.command(bench.channel, '/train-faces');
    await listening.next(({ type, text }) => type === 'ephemeral' && /I can now recognise/.test(text));
    return since(start);
  });
}

async function post(bench: Bench, what: string, index: number): Promise<SeenMessage> {
  let reply: SeenMessage | undefined;
  const member = cast[index % cast.length];
  if (member === undefined) throw new Error('the cast is empty');
  const photo = await renderJpeg(drawPortrait(member, { pose: { turn: index + 2, nod: 0, tilt: 0 } }));
  await measure(bench, what, async () => {
    const id = await bench.person.uploadPhoto(photo);
    const start = performance.now();
    const ts = await bench.person.postFiles(bench.channel, [id]);
    reply = await bench.person.waitForReply(
      { channel: bench.channel, ts },
      (message) => controlsOf(message).length > 0,
    );
    return since(start);
  });
  if (reply === undefined) throw new Error('there is no reply');
  return reply;
}

function menuOf(reply: SeenMessage) {
  const menu = controlsOf(reply).find(({ element }) => element.type === 'external_select');
  if (menu === undefined) throw new Error('there is no menu');
  return menu;
}

async function typeInMenus(bench: Bench, reply: SeenMessage): Promise<void> {
  const times: number[] = [];
  await bench.person.openMenu(reply, menuOf(reply), '');
  await measure(bench, 'menus, 95th percentile', async () => {
    for (const query of [...QUERIES, ...QUERIES, ...QUERIES]) {
      const start = performance.now();
      await bench.person.openMenu(reply, menuOf(reply), query);
      times.push(since(start));
    }
    return percentile(times, 0.95);
  });
}

/** From the command to the modal with names, dates and links. */
async function findPhotos(bench: Bench, query: string): Promise<void> {
  await measure(bench, `/find-photos ${query}`, async (listening) => {
    const start = performance.now();
    const found = (event: { type: string }) =>
      event.type.startsWith('view_') && /photos? in conversations/.test(JSON.stringify(event));
    await bench.person.command(bench.channel, '/find-photos', query);
    await listening.next(found);
    return since(start);
  });
}

async function askWhy(bench: Bench, reply: SeenMessage, what: string): Promise<void> {
  const menu = menuOf(reply);
  const options = await bench.person.openMenu(reply, menu);
  const why = options.find(({ text }) => /^(Why|See who looks similar)/.test(text.text));
  if (why === undefined) throw new Error(`nothing to ask why among ${options.map(({ text }) => text.text).join(', ')}`);
  await measure(bench, what, async (listening) => {
    const start = performance.now();
    await bench.person.choose(reply, menu, why);
    const isUpdate = ({ type }: { type: string }) => type === 'view_updated';
    await listening.next(isUpdate);
    const ms = since(start);
    const first = listening.events.find(isUpdate);
    await listening.next((event) => isUpdate(event) && event !== first);
    console.log(`  with its pictures: ${round(since(start), 0)} ms`);
    return ms;
  });
}

async function seed(dataDir: string): Promise<LargeWorkspace> {
  const start = performance.now();
  const size = { photos, people, channels: 40, members: 200 };
  const seeded = await seedLargeWorkspace(dataDir, size, {
    engine: ENGINE,
    picture: await drawSeedPicture(dataDir),
    now: Date.now(),
  });
  console.log(
    `${photos} photos with ${seeded.faces} faces, ${people} people with ${seeded.tags} tags, made in ${round(since(start) / 1000, 1)} s`,
  );
  return seeded;
}

/** Fills `dataDir` with a copy of the folder of `--data`, which is made if it is missing. */
async function reuse(kept: string, dataDir: string): Promise<LargeWorkspace> {
  const description = join(kept, 'seeded.json');
  const isThere = await stat(description).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await mkdir(join(kept, 'data'), { recursive: true });
    const seeded = await seed(join(kept, 'data'));
    await writeFile(description, JSON.stringify(seeded));
  }
  await cp(join(kept, 'data'), dataDir, { recursive: true });
  return JSON.parse(await readFile(description, 'utf8')) as LargeWorkspace;
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-large-'));
  const seeded = values.data === undefined ? await seed(dataDir) : await reuse(resolve(values.data), dataDir);
  const start = performance.now();
  const rollcall = await startWatchedRollcall(
    dataDir,
    { LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' },
    values.node.split(' ').filter((option) => option !== ''),
  );
  try {
    const [memberId = '', ...otherIds] = seeded.memberIds;
    const [channel = ''] = seeded.channelIds;
    const bench: Bench = { rollcall, seeded, person: new Person(rollcall.url, memberId), channel, figures: [] };
    const startMs = since(start);
    const { stallMs, cpuMs, peakMb } = await rollcall.lap();
    console.log(
      `started in ${round(startMs / 1000, 1)} s (${round(cpuMs / 1000, 1)} s of processor time), busy for up to ${round(stallMs, 0)} ms, ${round(peakMb, 0)} MB`,
    );
    await openHome(bench, 'App Home, first');
    await openHome(bench, 'App Home');
    await train(bench, 'training, first');
    const reply = await post(bench, 'posting a photo', 0);
    await openHome({ ...bench, person: new Person(rollcall.url, otherIds[0] ?? '') }, 'App Home of another person');
    await typeInMenus(bench, reply);
    await askWhy(bench, reply, 'Why');
    for (const query of QUERIES_FOR_PHOTOS) await findPhotos(bench, query);
    await train(bench, 'training');
    await openHome(bench, 'App Home after a training');
    await post(bench, 'posting another photo', 1);
    await askWhy(bench, reply, 'Why, again');
    const worst = (pattern: RegExp) =>
      round(Math.max(...bench.figures.filter(({ what }) => pattern.test(what)).map(({ ms }) => ms)), 0);
    console.log(
      JSON.stringify({
        photos,
        people,
        homeMs: worst(/Home/),
        trainingMs: worst(/training/),
        whyMs: worst(/Why/),
        menuP95Ms: worst(/menus/),
        findMs: worst(/find-photos/),
        replyMs: worst(/posting/),
        longestStallMs: round(Math.max(...bench.figures.map((each) => each.stallMs)), 0),
        peakMb: round(Math.max(...bench.figures.map((each) => each.peakMb)), 0),
      }),
    );
  } finally {
    await rollcall.stop();
    await rm(dataDir, { recursive: true });
  }
}

await main();
