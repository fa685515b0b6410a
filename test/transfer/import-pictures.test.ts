import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { findImports } from '../../src/transfer/find-imports.js';
import { importPortraits } from '../../src/transfer/import-portraits.js';
import { createImportReport } from '../../src/transfer/import-report.js';
import { importSidecars } from '../../src/transfer/import-sidecars.js';
import { matchRegions } from '../../src/transfer/match-regions.js';
import { buildSidecar } from '../../src/transfer/xmp/build-sidecar.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { type OpenedRecognizer, openRecognizer } from '../support/open-recognizer.js';

let folder: string;
let opened: OpenedRecognizer;
let recognizer: Recognizer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-import-'));
  opened = await openRecognizer();
  recognizer = opened.recognizer;
});
afterEach(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** The fake engine's pictures are text. */
async function prepare(bytes: Uint8Array) {
  if (!Buffer.from(bytes).toString().startsWith('people'))
    throw new PictureError('not-a-picture', 'This file isn’t a picture.');
  return { jpeg: bytes, width: 100, height: 100 };
}

/** Imports the folder. @returns what it says about each file, and the counts. */
async function importFolder() {
  const said: string[] = [];
  const report = createImportReport((line) => said.push(line.replaceAll(`${folder}/`, '')));
  const found = await findImports(folder);
  if (found.kind !== 'pictures') throw new Error('The folder has an export');
  for (const { path, why } of found.refused) report.refused(path, why);
  await importPortraits({ recognizer, prepare }, found.portraits, report);
  await importSidecars({ recognizer, prepare }, found.sidecars, report);
  return { said: said.filter((line) => !line.endsWith('photos…')), lines: report.lines() };
}

const tags = async () => (await recognizer.tags.list()).map(({ person }) => person.name).sort();

describe('a folder of portraits', () => {
  it('teaches each person the faces that are clear and alone, and says why others will not do', async () => {
    await write('Ada Lovelace/1.jpg', fakePicture('Ada:1'));
    await write('Ada Lovelace/2.jpg', fakePicture('Ada:2'));
    await write('Ada Lovelace/with Ben.jpg', fakePicture('Ada:3', 'Ben:3'));
    await write('Ben/blurred.png', fakePicture('~Ben:4'));
    await write('Ben/nobody.jpg', fakePicture());
    await write('Ben/broken.jpg', 'nothing');
    await write('Ben/notes.txt', 'Ben');
    await write('loose.jpg', fakePicture('Cleo:5'));
    const { said, lines } = await importFolder();
    expect(await tags()).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    expect(said.sort()).toEqual([
      'Ada Lovelace/with Ben.jpg: there are 2 faces in it, and it must show one person',
      'Ben/blurred.png: its face is too blurred',
      'Ben/broken.jpg: This file isn’t a picture.',
      'Ben/nobody.jpg: there is no face in it',
      'Ben/notes.txt: it is not a picture',
      'loose.jpg: it has no XMP file, and is in no folder that is named after a person',
    ]);
    expect(lines).toEqual(['Imported: 1 person, 2 photos, 2 tags, 0 other answers.']);
    expect((await opened.stored()).inputs).toHaveLength(2);
    expect((await recognizer.people.list()).map(({ name }) => name)).toEqual(['Ada Lovelace']);
  });

  it('may be in folders, and have folders that are called after no one', async () => {
    await write('Friends/Ada/1.jpg', fakePicture('Ada:1'));
    await write('Friends/Ada/2024/05-01/2.jpg', fakePicture('Ada:2'));
    await write('2024/3.jpg', fakePicture('Ada:3'));
    const { said } = await importFolder();
    expect(said).toEqual(['2024/3.jpg: it has no XMP file, and is in no folder that is named after a person']);
    expect(await tags()).toEqual(['Ada', 'Ada']);
  });

  it('changes nothing when it is imported again', async () => {
    await write('Ada/1.jpg', fakePicture('Ada:1'));
    await importFolder();
    const before = await opened.stored();
    const { lines } = await importFolder();
    expect(lines).toEqual([
      'Imported: 0 people, 0 photos, 0 tags, 0 other answers.',
      'Already here, and left as they are: 0 people, 1 answer.',
    ]);
    const after = await opened.stored();
    expect(after.annotations.map((each) => each.getId())).toEqual(before.annotations.map((each) => each.getId()));
    expect(after.inputs).toHaveLength(1);
  });

  it('means a person who is here already, whatever the accents and capitals', async () => {
    const zoe = await recognizer.people.add({ name: 'Zoë' });
    await write('zoe/1.jpg', fakePicture('Zoe:1'));
    await importFolder();
    expect((await recognizer.tags.list()).map(({ person }) => person.id)).toEqual([zoe.id]);
  });

  it('does not bring back someone who was removed', async () => {
    const ada = await recognizer.people.add({ name: 'Ada' });
    await recognizer.people.remove({ personId: ada.id, by: 'U1' });
    await write('Ada/1.jpg', fakePicture('Ada:1'));
    expect((await importFolder()).said).toEqual(['Ada/1.jpg: Ada was removed here, or asked never to be named']);
    expect((await opened.stored()).inputs).toEqual([]);
  });
});

describe('pictures with the files of a photo manager', () => {
  /** The boxes that the fake engine finds, with a margin as another program’s detector has. */
  async function boxesOf(...people: string[]) {
    const [found] = await opened
      .another()
      .photos.add([
        { id: 'measured', picture: fakePicture(...people), source: { teamId: '', channelId: '', messageTs: '' } },
      ]);
    if (found?.kind !== 'added') throw new Error('The picture was not added');
    const { faces } = await recognizer.photos.read('measured');
    await recognizer.photos.remove('measured');
    return faces.map(({ box }) => ({
      left: Math.max(0, box.left - 0.01),
      top: Math.max(0, box.top - 0.01),
      right: Math.min(1, box.right + 0.01),
      bottom: Math.min(1, box.bottom + 0.01),
    }));
  }
  const sidecar = (regions: Parameters<typeof buildSidecar>[0]['regions']) =>
    buildSidecar({ width: 100, height: 100, regions });

  it('are named as there, by where the faces are', async () => {
    const [ada, ben] = await boxesOf('Ada:1', 'Ben:1');
    if (ada === undefined || ben === undefined) throw new Error('There are two faces');
    await write('holiday/one.jpg', fakePicture('Ada:1', 'Ben:1'));
    await write(
      'holiday/one.jpg.xmp',
      sidecar([
        { name: 'Ben', box: ben },
        { name: 'Ada', box: ada },
      ]),
    );
    await write('two.jpg', fakePicture('Ada:2', 'Ben:2'));
    await write('two.xmp', sidecar([{ name: 'Ada', box: ada }]));
    const { said, lines } = await importFolder();
    expect(said).toEqual([]);
    expect(lines).toEqual(['Imported: 2 people, 2 photos, 3 tags, 0 other answers.']);
    const outcome = await recognizer.model.train({ trainedBy: '' });
    expect(
      outcome.kind === 'trained' && outcome.report.people.map(({ person, tags: count }) => [person.name, count]),
    ).toEqual([
      ['Ada', 2],
      ['Ben', 1],
    ]);
  });

  it('change nothing when they are imported again, nor when the same picture is a portrait, too', async () => {
    const [ada] = await boxesOf('Ada:1');
    if (ada === undefined) throw new Error('There is a face');
    await write('one.jpg', fakePicture('Ada:1'));
    await write('one.jpg.xmp', sidecar([{ name: 'Ada', box: ada }]));
    await importFolder();
    const before = await opened.stored();
    await write('Ada/one.jpg', fakePicture('Ada:1'));
    expect((await importFolder()).lines).toEqual([
      'Imported: 0 people, 0 photos, 0 tags, 0 other answers.',
      'Already here, and left as they are: 0 people, 2 answers.',
    ]);
    const after = await opened.stored();
    expect(after.annotations.map((each) => each.getId())).toEqual(before.annotations.map((each) => each.getId()));
    expect(after.inputs).toHaveLength(1);
  });

  it('are reported region by region when no face is found there, and file by file when they can’t be read', async () => {
    const nowhere = { left: 0, top: 0.9, right: 0.05, bottom: 1 };
    await write('one.jpg', fakePicture('Ada:1'));
    await write('one.jpg.xmp', sidecar([{ name: 'Ada', box: nowhere }]));
    await write('two.jpg', fakePicture('Ada:2'));
    await write('two.jpg.xmp', 'not XML');
    await write('three.jpg', fakePicture('Ada:3'));
    await write('three.jpg.xmp', sidecar([]));
    await write('four.xmp', sidecar([]));
    expect((await importFolder()).said.sort()).toEqual([
      'four.xmp: there is no picture beside it',
      'one.jpg: no face was found where one.jpg.xmp has Ada',
      'three.jpg.xmp: it names no face',
      'two.jpg.xmp: it is not an XMP file',
    ]);
    expect((await opened.stored()).inputs).toEqual([]);
  });
});

describe('matching regions to faces', () => {
  const one = { left: 0.1, top: 0.1, right: 0.3, bottom: 0.4 };
  const other = { left: 0.6, top: 0.2, right: 0.8, bottom: 0.5 };
  const turned = ({ left, top, right, bottom }: typeof one) => ({
    left: top,
    top: 1 - right,
    right: bottom,
    bottom: 1 - left,
  });

  it('is one to one, by the largest overlap', () => {
    const near = { left: 0.12, top: 0.1, right: 0.32, bottom: 0.4 };
    const matched = matchRegions(
      [
        { name: 'Ben', box: near },
        { name: 'Ada', box: one },
      ],
      [{ box: one }, { box: other }],
    );
    expect(matched.map(({ face }) => face?.box)).toEqual([undefined, one]);
  });

  it.each([1, 2, 3])('turns regions that refer to the picture as it is stored, %i times a quarter', (turns) => {
    const asStored = (box: typeof one) => Array.from({ length: turns }).reduce<typeof one>(turned, box);
    const matched = matchRegions(
      [
        { name: 'Ada', box: asStored(one) },
        { name: 'Ben', box: asStored(other) },
      ],
      [{ box: other }, { box: one }],
    );
    expect(matched.map(({ face }) => face?.box)).toEqual([one, other]);
  });

  it('does not turn regions that fit as they are', () => {
    const matched = matchRegions(
      [
        { name: 'Ada', box: one },
        { name: 'Ben', box: other },
      ],
      [{ box: one }, { box: other }, { box: turned(one) }, { box: turned(other) }],
    );
    expect(matched.map(({ face }) => face?.box)).toEqual([one, other]);
  });
});

describe('what a path holds', () => {
  it('is an export if it has the file of one, or is a file', async () => {
    await write('export/rollcall.json', '{}');
    const found = await findImports(join(folder, 'export'));
    expect(found.kind === 'export' && relative(folder, found.path)).toBe('export/rollcall.json');
    expect((await findImports(join(folder, 'export/rollcall.json'))).kind).toBe('export');
    await expect(findImports(join(folder, 'nothing'))).rejects.toThrow('can’t be read (ENOENT)');
  });
});
