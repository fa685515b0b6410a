import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_TEXT } from '../../src/views/blocks.js';
import { introduceYourself } from '../../src/views/help.js';
import { buildHome } from '../../src/views/home.js';
import { buildNewPersonModal } from '../../src/views/new-person-modal.js';
import { PHOTO_GONE, SLACK_REFUSALS, SLOWED_DOWN, somethingWrong } from '../../src/views/refusals.js';
import { buildReply } from '../../src/views/reply.js';
import { describeStatus, NO_ONE_NAMED, TRAINING_USAGE } from '../../src/views/training.js';
import { buildTrainingReport } from '../../src/views/training-report.js';
import { alreadyAnswered, photoFailed } from '../../src/views/wording/replies.js';
import { faceRow, likely, named, person, sure, unknown } from '../support/face-rows.js';
import { emptyHome, homePerson, waitingPhoto } from '../support/home-content.js';

/** What holds for every message and view, whatever it is about. */

const reply = (page: number) =>
  buildReply({
    photos: [0, 1].map((photo) => ({
      photoId: `slack-f${photo}`,
      pictureFileId: photo === 0 ? 'F000PIC00' : undefined,
      rows: [sure('Ada Lovelace'), likely('Grace Hopper'), unknown, named('Alan Turing', 'UBEN00000')].map(
        (verdict, at) => faceRow(at + 1, verdict),
      ),
    })),
    page,
    revision: 'r',
    explainTraining: 'automatic',
  });
const report = buildTrainingReport({
  id: 'report-1',
  report: {
    people: [{ person: person('Ada Lovelace'), tags: 5, tagsBefore: 3 }],
    gone: [],
    previousAt: new Date(0),
    isPromoted: true,
    measurement: undefined,
    tagDiff: { before: 5, unchanged: 5, changed: 0, lost: [] },
    tookMs: 1000,
  },
  links: new Map(),
  merged: new Set(),
});
const training = { last: undefined, now: { people: 1, tags: 2 }, tagsSince: 2 };

/** Every sentence of `views/wording/`, with its name. */
const words = (
  await Promise.all(
    readdirSync('src/views/wording').map(
      (file) => import(`../../src/views/wording/${basename(file, '.ts')}.ts`) as Promise<Record<string, object>>,
    ),
  )
)
  .flatMap((module) => Object.values(module))
  .flatMap((wording) => Object.entries(wording))
  .flatMap(([name, text]): [string, string][] => (typeof text === 'string' ? [[name, text]] : []));

const texts: readonly (readonly [string, string])[] = [
  ['a reply', reply(0).text],
  ['the report of a training', report.text],
  ['the status', describeStatus({ state: training, isRunning: false, viewerId: 'UADA00000' })],
  ['an introduction', introduceYourself('UBOT00000')],
  ['the usage', TRAINING_USAGE],
  ['that no one was named', NO_ONE_NAMED],
  ['that it was answered', alreadyAnswered('https://x.slack.com/p1')],
  ['a failure', photoFailed(PHOTO_GONE)],
  ['a bug', somethingWrong('A1B2C3')],
  ['that it is too fast', SLOWED_DOWN],
  ...Object.entries(SLACK_REFUSALS),
  ...words,
];

describe('every text', () => {
  it.each(texts)('of %s says it plainly, in words, and all of it', (_name, text) => {
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_TEXT);
    // Nothing is told by an emoji, neither as a character nor in Slack's notation.
    expect(text).not.toMatch(/\p{Extended_Pictographic}|:[a-z_]+:/u);
    expect(text).not.toMatch(/undefined|null|\[object|NaN|\bplease please\b| {2}/);
  });

  it('of a message with blocks names everyone its blocks name', () => {
    for (const { text, blocks = [] } of [reply(0), reply(1), report]) {
      const inBlocks = JSON.stringify(blocks);
      for (const name of ['Ada Lovelace', 'Grace Hopper', 'Alan Turing']) {
        if (inBlocks.includes(name)) expect(text).toContain(name);
      }
    }
  });

  it('mentions no one in a reply: that would highlight it for them', () => {
    expect(JSON.stringify(reply(0))).not.toContain('<@');
  });
});

describe('every picture', () => {
  const ada = person('Ada Lovelace');
  const face = { photoId: 'slack-f1', faceId: 'one' };
  const home = buildHome({
    ...emptyHome,
    people: [homePerson(ada, { faceFileId: 'F000FACE0' })],
    waiting: [waitingPhoto({ pictureFileId: 'F0WAITING0' })],
  });
  const modal = buildNewPersonModal(
    { ...face, channelId: 'C1', threadTs: '1.1', replyTs: '1.2' },
    { number: 1, pictureFileId: 'F00PHOTO0', faceFileId: 'F000FACE0' },
    true,
  );
  it.each([
    ['a reply', reply(0).blocks],
    ['App Home', home.blocks],
    ['the modal for someone new', modal.blocks],
  ])('of %s says what it shows', (_where, blocks) => {
    const images = imagesIn(blocks);
    expect(images.length).toBeGreaterThan(0);
    for (const { alt_text } of images) expect(alt_text).toMatch(/\S+ \S+/);
  });
});

function imagesIn(value: unknown): { alt_text?: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'image' ? [value as { alt_text?: unknown }] : [];
  return [...own, ...Object.values(value).flatMap(imagesIn)];
}

it('every sentence for people is in views', () => {
  const files = ['handlers', 'replies', 'people', 'training', 'slack'].flatMap((folder) =>
    readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join('src', folder, file)),
  );
  const sentences = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(
        (line) =>
          /['"`](I|You|This|Please|Nobody|Something) [a-z][^'"`]*[.:]/.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line),
      )
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(sentences).toEqual([]);
});

it('every sentence keeps to the voice of docs/wording.md', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join('src', file));
  const translated =
    /\b(somebody|nobody|everybody|anybody|whoever|any more|on (this|the|your) photos?)\b|[\d}] %|: please\b/i;
  const sentences = files.flatMap((file) =>
    [...withoutComments(readFileSync(file, 'utf8')).matchAll(/'[^'\n]*'|`[^`\n]*`|"[^"\n]*"|>[^<>{}\n=]+</g)]
      .map(([text]) => text)
      .filter((text) => /\w \w/.test(text) && translated.test(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(sentences).toEqual([]);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
