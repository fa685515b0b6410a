import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, type RollcallApp } from '../../src/app.js';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { personIdOfMember, photoIdsOfProfilePicture } from '../../src/faces/ids.js';
import { sureFacesIn } from '../../src/people/erase/find-replies.js';
import { cropFace } from '../../src/photos/pictures.js';
import { EXPORT_FILE } from '../../src/transfer/export-file.js';
import { createFindPicture } from '../../src/transfer/find-picture.js';
import { importExport, readExportFile } from '../../src/transfer/import-export.js';
import { createImportReport } from '../../src/transfer/import-report.js';
import { writeExport } from '../../src/transfer/write-export.js';
import { CONSENT_WORDING } from '../../src/views/wording/consent.js';
import { cast, drawGroup, drawPortrait, randomMember, renderJpeg, strangers } from '../support/cast/index.js';
import { eventually } from '../support/eventually.js';
import { sharedFaceEngine } from '../support/face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';
import { openTestSlack, PHOTOS, PRIVATE, type TestSlack } from '../support/local-slack.js';
import { type Control, controlsOf, type Person, type SeenMessage } from '../support/person.js';
import { silentLog } from '../support/silent-log.js';
import { findOnDisk, tracesOf } from '../support/traces-on-disk.js';

/**
 * A whole workspace, from an invitation to leaving: ten people are asked, six say yes, two “only when named”, one never, and one does
 * not answer. Local Slack, local Clarifai and the face engine are real; the people are drawn.
 */

const TEN = [...cast, ...strangers, randomMember(31), randomMember(52)];
const YES = [0, 1, 2, 3, 4, 5];
const WHEN_NAMED = [6, 7];
const NEVER = 8;
const DAY_MS = 24 * 60 * 60_000;

let folder: string;
let slack: TestSlack;
let clarifai: TestClarifai;
let recognizer: Recognizer;
let app: RollcallApp;
/** How far the clock of the workspace is ahead, in ms. */
let aheadMs = 0;
const now = () => Date.now() + aheadMs;
const logged: string[] = [];

const nameOf = (index: number) => (index < cast.length ? (TEN[index]?.name ?? '') : `Member Number${index}`);
const idOf = (index: number) => `U0LOCAL${String(index + 1).padStart(3, '0')}`;
const directOf = (index: number) => `D0LOCAL${String(index + 1).padStart(3, '0')}`;
const personIdOf = (index: number) => personIdOfMember(idOf(index));
const personAt = (index: number): Person => slack.person(idOf(index));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-whole-'));
  await mkdir(join(folder, 'assets', 'portraits'), { recursive: true });
  for (const member of TEN) {
    const look = { width: 420, height: 420, background: 'studio', light: 'day', lightFrom: 1 } as const;
    const drawing = drawPortrait(member, { ...look, expression: 'smile', pose: { turn: 4, nod: 0, tilt: 2 } });
    await writeFile(join(folder, 'assets', 'portraits', `${member.id}.jpg`), await renderJpeg(drawing));
  }
  slack = await openTestSlack({
    dataDir: join(folder, 'slack'),
    assetsDir: join(folder, 'assets'),
    manifestFile: 'manifest.yml',
    members: TEN.map(({ id }, index) => ({ name: nameOf(index), portrait: `${id}.jpg` })),
    now,
  });
  await openClarifai('first');
  await openApp();
});

afterAll(async () => {
  await app.stop();
  await recognizer.close();
  await clarifai.close();
  await slack.close();
  await rm(folder, { recursive: true, force: true });
});

async function openClarifai(name: string): Promise<void> {
  clarifai = await startTestClarifai({ engine: await sharedFaceEngine(), dataDir: join(folder, name) });
  openRecognizer();
}

function openRecognizer(): void {
  const { key, userId, appId } = clarifai;
  recognizer = createRecognizer({
    apiBase: `http://${clarifai.address}`,
    key,
    userId,
    appId,
    log: silentLog,
    cropFace,
  });
}

async function openApp(): Promise<void> {
  const { botToken, appToken, apiUrl } = slack;
  const note = (line: string) => void logged.push(line);
  app = buildApp({
    slack: { kind: 'socket', botToken, appToken, apiUrl },
    recognizer,
    log: { debug: () => {}, info: note, warn: note, error: note },
    isAlone: true,
    now,
  });
  await app.start();
}

/** Rollcall is started again, later by this much. */
async function restart(laterMs = 0): Promise<void> {
  await app.stop();
  await recognizer.close();
  openRecognizer();
  aheadMs += laterMs;
  await openApp();
}

/** The messages of Rollcall in a direct message, the newest first. */
async function messagesTo(index: number): Promise<SeenMessage[]> {
  const { messages = [] } = await personAt(index).api.conversations.history({ channel: directOf(index), limit: 100 });
  return messages.map((message) => ({ ...message, channel: directOf(index) }) as unknown as SeenMessage);
}

/** Waits for a message of Rollcall to someone. */
async function messageTo(index: number, condition: (message: SeenMessage) => boolean): Promise<SeenMessage> {
  let messages: SeenMessage[] = [];
  const untilMs = performance.now() + 20_000;
  do {
    messages = await messagesTo(index);
    const found = messages.find(condition);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (performance.now() < untilMs);
  return expect.fail(
    `No such message to ${nameOf(index)}; there are: ${JSON.stringify(messages.map(({ text }) => text))}`,
  );
}

function buttonOf(message: SeenMessage, label: string): Control {
  const found = controlsOf(message).find(({ element }) => {
    const { text } = element;
    return (typeof text === 'string' ? text : text?.text) === label;
  });
  return found ?? expect.fail(`There is no button “${label}” in: ${message.text}`);
}

/** Someone answers the question whether they want to be recognised. */
async function answer(index: number, label: string): Promise<void> {
  const isQuestion = (message: SeenMessage) =>
    controlsOf(message).some(({ element }) => element.action_id?.includes('consent'));
  const question = await messageTo(index, isQuestion);
  await personAt(index).press(question, buttonOf(question, label));
}

let seed = 100;
/** Someone posts a drawn photo of these people. @returns those whom Rollcall's reply names, sorted. */
async function post(by: number, channel: string, people: readonly number[]): Promise<string[]> {
  seed += 1;
  const members = people.flatMap((index) => TEN[index] ?? []);
  const picture = await renderJpeg(drawGroup(members, { width: 900, height: 700, seed, background: 'office' }));
  const message = await personAt(by).postPhotos(channel, [picture]);
  const reply = await personAt(by).waitForReply(message);
  const isNamed = (index: number) => sureFacesIn(reply, [personIdOf(index)]).length > 0;
  return TEN.flatMap((_, index) => (isNamed(index) ? [nameOf(index)] : [])).sort();
}

const trainings = () => logged.filter((line) => line.startsWith('Trained by itself')).length;

/** The stored numbers of someone's faces: of their profile picture, and of photos in which they are named. */
async function embeddingsOf(index: number): Promise<Float32Array[]> {
  const personId = personIdOf(index);
  const sources = await recognizer.photos.listAll();
  const named = sources.filter(({ faces }) => faces?.some((face) => face.personId === personId));
  const ids = [...named.map(({ photoId }) => photoId), ...photoIdsOfProfilePicture(idOf(index))];
  const stored = await recognizer.transfer.readPhotos(ids, { embeddings: true });
  return stored.flatMap(({ id, faces, answers }) =>
    faces.flatMap(({ id: faceId, embedding }) => {
      const isTagged = answers.some(
        (each) => each.kind === 'tag' && each.faceId === faceId && each.personId === personId,
      );
      const isNamed = named.some(
        ({ photoId, faces: shown }) =>
          photoId === id && shown?.some((face) => face.faceId === faceId && face.personId === personId),
      );
      return embedding !== undefined && (isTagged || isNamed) ? [new Float32Array(embedding)] : [];
    }),
  );
}

describe('a whole workspace', () => {
  it('asks all ten people, once each, after an admin has confirmed', async () => {
    const admin = personAt(0);
    const seen = await admin.listen();
    await admin.command(PHOTOS, '/train-faces', 'invite everyone');
    const question = await seen.next(
      ({ type, text }) => type === 'ephemeral' && text.includes('Shall I ask 10 people'),
    );
    seen.stop();
    await admin.press(question, buttonOf(question, 'Ask 10 people'));
    for (const index of TEN.keys()) {
      const asked = await messageTo(index, ({ text }) => text.includes('whether I may recognise you'));
      expect(asked.text).toContain(`<@${idOf(0)}>`);
    }
    await messageTo(0, ({ text }) => text.includes('I’ve asked all 10 people you invited.'));
  });

  it('learns those who say yes from their profile pictures, and no one else', async () => {
    for (const index of YES) await answer(index, 'Recognise me');
    for (const index of WHEN_NAMED) await answer(index, CONSENT_WORDING.whenNamed);
    await answer(NEVER, 'Never');
    for (const index of YES)
      await messageTo(index, ({ text }) => text.includes('I’ve stored the face in your Slack profile picture.'));
    await messageTo(NEVER, ({ text }) => text.includes('What stays:'));
    const tags = await recognizer.tags.listAsGiven();
    expect(tags.map(({ person }) => person.name).sort()).toEqual(YES.map(nameOf).sort());
    // A training follows by itself, so that the first photo can come back with names.
    await eventually(trainings).toBeGreaterThan(0);
    await eventually(async () => (await recognizer.model.state()).tagsSince).toBe(0);
  });

  it('names exactly those who agreed, in ten photos', async () => {
    const choices = [
      [2, 'Once a week'],
      [3, 'Once a week'],
      [4, 'Right away'],
    ] as const;
    for (const [index, label] of choices) {
      const offer = await messageTo(index, ({ text }) => text.includes('I’ve stored the face'));
      await personAt(index).press(offer, buttonOf(offer, label));
    }
    const photos: readonly (readonly [by: number, channel: string, people: readonly number[]])[] = [
      [0, PHOTOS, [0, 1, 6]],
      [0, PHOTOS, [2, 8]],
      [0, PHOTOS, [3, 9]],
      [0, PHOTOS, [4, 7]],
      [0, PHOTOS, [5]],
      [0, PHOTOS, [8]],
      [0, PHOTOS, [9, 0]],
      [1, PRIVATE, [1, 3]],
      [1, PRIVATE, [2]],
      [1, PRIVATE, [0, 4]],
    ];
    for (const [by, channel, people] of photos) {
      const agreed = people.filter((index) => YES.includes(index));
      expect(await post(by, channel, people)).toEqual(agreed.map(nameOf).sort());
    }
  });

  it('tells someone at once of the photos that they may see, and of no others', async () => {
    await messageTo(4, ({ text }) => text.includes('posted'));
    const told = (await messagesTo(4)).filter(({ text }) => text.includes('a photo of you'));
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(`in <#${PHOTOS}>`)]);
  });

  it('sends each weekly message with what its reader may see', async () => {
    // The next weekday at half past nine, at least a week from now.
    const start = new Date(now() + 8 * DAY_MS);
    while (start.getUTCDay() === 0 || start.getUTCDay() === 6) start.setTime(start.getTime() + DAY_MS);
    start.setUTCHours(9, 30, 0, 0);
    await restart(start.getTime() - now());
    const isDigest = ({ text }: SeenMessage) => text.includes('in your conversations this week');
    const ofIngrid = await messageTo(2, isDigest);
    const ofKenji = await messageTo(3, isDigest);
    expect(ofIngrid.text).toContain('2 new photos of you');
    expect(JSON.stringify(ofIngrid.blocks)).toContain(PRIVATE);
    expect(ofKenji.text).toContain('One new photo of you');
    expect(JSON.stringify(ofKenji.blocks)).not.toContain(PRIVATE);
    expect((await messagesTo(0)).some(isDigest)).toBe(false);
  });

  it('finds photos for each only in their conversations', async () => {
    const search = async (by: number) => {
      await personAt(by).command(PHOTOS, '/find-photos', nameOf(3));
      let shown = '';
      await eventually(async () => {
        const response = await fetch(`${slack.url}/local/views?user=${idOf(by)}`);
        shown = await response.text();
        return shown;
      }).toContain('in conversations you’re in.');
      return shown;
    };
    expect(await search(1)).toContain(PRIVATE);
    expect(await search(5)).not.toContain(PRIVATE);
  });

  it('leaves no byte of the faces of someone who changes to “Never”, and of someone who is forgotten', async () => {
    const [finn, mateo] = [await embeddingsOf(5), await embeddingsOf(1)];
    expect(finn.length).toBeGreaterThanOrEqual(2);
    expect(mateo.length).toBeGreaterThanOrEqual(3);
    expect(findOnDisk(clarifai.dataDir, tracesOf([], [...finn, ...mateo]))).not.toEqual([]);
    await answer(5, 'Never');
    await messageTo(5, ({ text }) => text.includes('What stays:'));
    await recognizer.people.requestErasure({ personId: personIdOf(1), askedBy: idOf(1) });
    await restart();
    await messageTo(1, ({ text }) => text.includes('What stays:'));
    await eventually(() => findOnDisk(clarifai.dataDir, tracesOf([], [...finn, ...mateo]))).toEqual([]);
    expect(await post(0, PHOTOS, [5, 1])).toEqual([]);
  });

  it('names the same people after an export and an import into an empty installation', async () => {
    const before = await post(0, PHOTOS, [0, 2, 3, 4]);
    expect(before).toEqual([0, 2, 3, 4].map(nameOf).sort());
    const { botToken, appToken, apiUrl } = slack;
    const findPicture = await createFindPicture({
      slack: { kind: 'socket', botToken, appToken, apiUrl },
      key: clarifai.key,
      log: silentLog,
    });
    const exported = join(folder, 'export');
    await writeExport(recognizer, { folder: exported, embeddings: false, findPicture });
    await app.stop();
    await recognizer.close();
    await clarifai.remove();
    await openClarifai('second');
    const path = join(exported, EXPORT_FILE);
    const report = createImportReport(() => {});
    await importExport(recognizer, await readExportFile(path), { path, findPicture: async () => undefined, report });
    await recognizer.model.train({ trainedBy: '' });
    await openApp();
    expect(await post(0, PHOTOS, [0, 2, 3, 4])).toEqual(before);
    expect(await post(0, PHOTOS, [5, 6, 8])).toEqual([]);
  });
});
