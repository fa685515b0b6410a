import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import type { PersonRecord } from '../../src/faces/model.js';
import { EXPORT_FILE, exportFileSchema, toExportedPerson, toPersonRecord } from '../../src/transfer/export-file.js';
import { importExport, readExportFile } from '../../src/transfer/import-export.js';
import { createImportReport } from '../../src/transfer/import-report.js';
import { writeExport } from '../../src/transfer/write-export.js';
import { addPhoto } from '../support/add-photo.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { type OpenedRecognizer, openRecognizer } from '../support/open-recognizer.js';

const PICTURES: Readonly<Record<string, Uint8Array>> = {
  'slack-f1': fakePicture('Ada:1', 'Ben:1', 'Cleo:1'),
  'slack-f2': fakePicture('Ada:2', 'Dan:2', 'Eve:2'),
  'slack-f3': fakePicture('Ben:3', '~Cleo:3'),
};

let root: string;
let source: OpenedRecognizer;
let exported: string;
const opened: OpenedRecognizer[] = [];
/** What a test opened, to be closed after it. */
const openNew = async (): Promise<Recognizer> => {
  const target = await openRecognizer();
  opened.push(target);
  return target.recognizer;
};

/** A workspace in which everything that can be said about people and faces was said. */
async function fill(recognizer: Recognizer): Promise<void> {
  for (const [index, [id, picture]] of Object.entries(PICTURES).entries()) {
    const photo = {
      id,
      picture,
      source: { teamId: 'T1', channelId: `C${index}`, messageTs: `170000000${index}.000100` },
    };
    await addPhoto(recognizer, photo);
  }
  await recognizer.transfer.addRepost('slack-f1', { channelId: 'C9', messageTs: '1700000009.000100' });
  const [ada, ben, cleo, dan] = await Promise.all(
    ['slack-uada', 'ben', 'cleo', 'slack-udan'].map((id) => recognizer.people.add({ id, name: id })),
  );
  if (!ada || !ben || !cleo || !dan) throw new Error('Four people were added');
  const faces = async (id: string) => (await recognizer.photos.read(id)).faces.map((face) => face.id);
  const [one = '', two = '', three = ''] = await faces('slack-f1');
  await recognizer.tags.add({ photoId: 'slack-f1', faceId: one, person: ada, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'slack-f1', faceId: two, person: ben, taggedBy: 'U2' });
  await recognizer.tags.reject({ photoId: 'slack-f1', faceId: three, person: ben, rejectedBy: 'U3' });
  await recognizer.tags.flagCollage({ photoId: 'slack-f1', faceId: one, flaggedBy: 'U1' });
  const [four = '', five = '', six = ''] = await faces('slack-f2');
  await recognizer.tags.add({ photoId: 'slack-f2', faceId: four, person: ada, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'slack-f2', faceId: five, person: dan, taggedBy: 'U1' });
  await recognizer.tags.flag({ photoId: 'slack-f2', faceId: six, kind: 'left unnamed', flaggedBy: 'U2' });
  const [seven = '', eight = ''] = await faces('slack-f3');
  await recognizer.tags.add({ photoId: 'slack-f3', faceId: seven, person: ben, taggedBy: 'U2' });
  await recognizer.tags.add({ photoId: 'slack-f3', faceId: eight, person: cleo, taggedBy: 'U2' });
  await recognizer.people.rename({ personId: ada.id, name: 'Ada Lovelace', by: 'U1' });
  await recognizer.people.merge({ personId: cleo.id, intoId: ben.id, by: 'U2' });
  await recognizer.people.remove({ personId: dan.id, by: 'U3' });
  await recognizer.people.setConsent({ person: ada, consent: { choice: 'when named', at: new Date('2026-05-01') } });
}

async function exportTo(
  recognizer: Recognizer,
  name: string,
  options: { embeddings?: boolean; photos?: boolean } = {},
) {
  const folder = join(root, name);
  const findPicture = async ({ id }: { readonly id: string }) => ({
    jpeg: PICTURES[id] ?? new Uint8Array(),
    width: 100,
    height: 100,
    mayHaveChanged: id.startsWith('profile-'),
  });
  const counts = await writeExport(recognizer, {
    folder,
    embeddings: options.embeddings ?? false,
    findPicture: options.photos === false ? undefined : findPicture,
  });
  return { folder, counts };
}

async function importFrom(recognizer: Recognizer, folder: string): Promise<readonly string[]> {
  const said: string[] = [];
  const report = createImportReport((line) => said.push(line));
  const path = join(folder, EXPORT_FILE);
  const options = { path, findPicture: async () => undefined, report };
  await importExport(recognizer, await readExportFile(path), options);
  return [...said, ...report.lines()];
}

/** An export without what differs between two moments. */
async function contentOf(recognizer: Recognizer, name: string) {
  const { folder } = await exportTo(recognizer, name, { photos: false, embeddings: true });
  const { people, photos, refusals } = await readExportFile(join(folder, EXPORT_FILE));
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const sorted = photos.map((photo) => ({
    ...photo,
    answers: photo.answers.map((each) => JSON.stringify(each)).sort(),
  }));
  return { people: people.sort(byId), photos: sorted.sort(byId), refusals };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rollcall-export-'));
  source = await openRecognizer();
  await fill(source.recognizer);
  exported = (await exportTo(source.recognizer, 'exported')).folder;
});
afterEach(async () => {
  for (const target of opened.splice(0)) await target.close();
});
afterAll(async () => {
  await source.close();
  await rm(root, { recursive: true, force: true });
});

describe('an export', () => {
  it('comes back exactly: everyone, each tag with its person, face, author and time, and every other answer', async () => {
    const target = await openNew();
    await importFrom(target, exported);
    const before = await contentOf(source.recognizer, 'before');
    expect(before.photos.flatMap(({ answers }) => answers)).toHaveLength(9);
    expect(await contentOf(target, 'after')).toEqual(before);
  });

  it('comes back as exactly from its embeddings, without a single photo', async () => {
    const { folder } = await exportTo(source.recognizer, 'only-embeddings', { photos: false, embeddings: true });
    const target = await openNew();
    expect(await importFrom(target, folder)).toEqual(['Imported: 4 people, 3 photos, 6 tags, 3 other answers.']);
    expect(await contentOf(target, 'received')).toEqual(await contentOf(source.recognizer, 'sent'));
    expect((await target.model.train({ trainedBy: '' })).kind).toBe('trained');
  });

  it('changes nothing when it is imported again', async () => {
    const target = await openNew();
    const first = await importFrom(target, exported);
    const before = await contentOf(target, 'once');
    const second = await importFrom(target, exported);
    expect(await contentOf(target, 'twice')).toEqual(before);
    expect(first).toEqual(['Imported: 4 people, 3 photos, 6 tags, 3 other answers.']);
    expect(second).toEqual([
      'Imported: 0 people, 0 photos, 0 tags, 0 other answers.',
      'Already here, and left as they are: 4 people, 9 answers.',
    ]);
  });

  it('teaches an empty installation the same names', async () => {
    const target = await openNew();
    await importFrom(target, exported);
    const outcome = await target.model.train({ trainedBy: '' });
    expect(outcome.kind === 'trained' && outcome.report.people.map(({ person }) => person.name)).toEqual(['ben']);
    const picture = fakePicture('Ben:9');
    await addPhoto(target, { id: 'slack-f9', picture, source: { teamId: 'T1', channelId: 'C1', messageTs: '1' } });
    const { byFace } = await target.model.findCandidates(await target.photos.read('slack-f9'), picture);
    expect([...byFace.values()][0]?.[0]?.person.name).toBe('ben');
  });

  it('is readable only by its owner, and nothing unfinished stays beside it', async () => {
    expect((await stat(exported)).mode & 0o777).toBe(0o700);
    expect((await stat(join(exported, EXPORT_FILE))).mode & 0o777).toBe(0o600);
    expect((await readdir(root)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('has each picture, and its names in an XMP file', async () => {
    expect((await readdir(join(exported, 'photos'))).sort()).toEqual(
      Object.keys(PICTURES).flatMap((id) => [`${id}.jpg`, `${id}.jpg.xmp`]),
    );
    expect(await readFile(join(exported, 'photos', 'slack-f1.jpg.xmp'), 'utf8')).toContain('Ada Lovelace');
  });

  it('has embeddings only if they are asked for', async () => {
    const withThem = (await exportTo(source.recognizer, 'with-embeddings', { embeddings: true })).folder;
    const read = async (folder: string) =>
      (await readExportFile(join(folder, EXPORT_FILE))).photos.flatMap(({ faces }) => faces);
    expect((await read(withThem)).map(({ embedding }) => embedding?.length)).toEqual(Array(8).fill(128));
    expect((await read(exported)).every(({ embedding }) => embedding === undefined)).toBe(true);
  });

  it('does not overwrite a folder', async () => {
    await expect(exportTo(source.recognizer, 'exported')).rejects.toThrow('is not empty');
  });
});

describe('an import into an installation in use', () => {
  it('leaves people and newer names as they are', async () => {
    const target = await openNew();
    await importFrom(target, exported);
    await target.people.rename({ personId: 'ben', name: 'Benno', by: 'U7' });
    const { faces } = await target.photos.read('slack-f1');
    const cleo = { id: 'cleo', name: 'cleo' };
    await target.tags.add({ photoId: 'slack-f1', faceId: faces[0]?.id ?? '', person: cleo, taggedBy: 'U7' });
    const said = await importFrom(target, exported);
    expect(said).toContain('Left out, because there is a newer answer here: 1 answer.');
    const { tags } = await target.photos.read('slack-f1');
    expect(tags.map(({ person, taggedBy }) => `${person.name} ${taggedBy}`).sort()).toEqual(['Benno U2', 'Benno U7']);
  });

  it('doubles nothing that is there, with people and photos of its own, and when it is repeated', async () => {
    const target = await openNew();
    const own = await target.people.add({ id: 'own', name: 'Ada Lovelace' });
    const post = { teamId: 'T1', channelId: 'C7', messageTs: '1700000007.000100' };
    await addPhoto(target, { id: 'slack-f7', picture: fakePicture('Own:7'), source: post });
    const [face] = (await target.photos.read('slack-f7')).faces;
    await target.tags.add({ photoId: 'slack-f7', faceId: face?.id ?? '', person: own, taggedBy: 'U7' });
    await importFrom(target, exported);
    const before = await contentOf(target, 'used');
    expect(before.photos.map(({ id }) => id)).toEqual(['slack-f1', 'slack-f2', 'slack-f3', 'slack-f7']);
    expect(before.photos.flatMap(({ answers }) => answers)).toHaveLength(10);
    await importFrom(target, exported);
    expect(await contentOf(target, 'used-again')).toEqual(before);
  });

  it('takes over the newer answer whether someone wants to be recognised', async () => {
    const target = await openNew();
    const ada = await target.people.add({ id: 'slack-uada', name: 'Ada' });
    const consentOf = async () => (await target.people.registry()).records.find(({ id }) => id === ada.id)?.consent;
    await target.people.setConsent({ person: ada, consent: { choice: 'recognise', at: new Date('2026-04-01') } });
    await importFrom(target, exported);
    expect(await consentOf()).toEqual({ choice: 'when named', at: new Date('2026-05-01') });
    await target.people.setConsent({ person: ada, consent: { choice: 'recognise', at: new Date('2026-06-01') } });
    await importFrom(target, exported);
    expect(await consentOf()).toEqual({ choice: 'recognise', at: new Date('2026-06-01') });
  });

  it('never names someone who asked never to be named, and stores none of their faces', async () => {
    const target = await openNew();
    const ada = await target.people.add({ id: 'slack-uada', name: 'Ada' });
    await target.people.setConsent({ person: ada, consent: { choice: 'never', at: new Date() } });
    await target.people.eraseNames([ada.id]);
    await importFrom(target, exported);
    const registry = await target.people.registry();
    expect(registry.refusedAt('slack-uada')).toBeDefined();
    expect(registry.records.map(({ id }) => id)).not.toContain('slack-uada');
    expect((await target.tags.listAsGiven()).filter(({ person }) => person.id === 'slack-uada')).toEqual([]);
    expect((await target.photos.read('slack-f1')).faces).toHaveLength(2);
  });

  it('keeps the answer of someone who asked never to be named before the export', async () => {
    const before = await openNew();
    const eve = await before.people.add({ id: 'slack-ueve', name: 'Eve' });
    await before.people.setConsent({ person: eve, consent: { choice: 'never', at: new Date('2026-06-01') } });
    await before.people.eraseNames([eve.id]);
    const { folder } = await exportTo(before, 'with-refusal');
    const target = await openNew();
    await importFrom(target, folder);
    expect((await target.people.registry()).refusedAt('slack-ueve')).toEqual(new Date('2026-06-01'));
    await expect(target.people.add({ id: 'slack-ueve', name: 'Eve' })).rejects.toThrow();
    const used = await openNew();
    await used.people.add({ id: 'slack-ueve', name: 'Eve' });
    await importFrom(used, folder);
    expect((await used.people.registry()).refusedAt('slack-ueve')).toEqual(new Date('2026-06-01'));
    expect(await used.people.listErasureRequests()).toEqual([{ personId: 'slack-ueve', askedBy: 'UEVE' }]);
  });

  it('erases again the faces that were erased before the export', async () => {
    const before = await openNew();
    const source = { teamId: 'T1', channelId: 'C1', messageTs: '1' };
    await addPhoto(before, { id: 'slack-f1', picture: PICTURES['slack-f1'] ?? new Uint8Array(), source });
    const [first, second] = (await before.photos.read('slack-f1')).faces;
    const person = await before.people.add({ name: 'Ben' });
    await before.tags.add({ photoId: 'slack-f1', faceId: second?.id ?? '', person, taggedBy: 'U1' });
    await before.people.eraseFaces({ photoId: 'slack-f1', faceIds: [first?.id ?? ''] });
    const { folder } = await exportTo(before, 'with-erased-face');
    const target = await openNew();
    await importFrom(target, folder);
    expect((await target.photos.read('slack-f1')).faces).toHaveLength(2);
  });

  it('takes over profile pictures, unless they were replaced', async () => {
    const before = await openNew();
    const post = { teamId: 'T1', channelId: '', messageTs: '' };
    for (const id of ['profile-uada-a', 'profile-uben-b']) {
      const picture = fakePicture(`${id}:1`);
      await addPhoto(before, { id, picture, source: post });
      const [face] = (await before.photos.read(id)).faces;
      const person = await before.people.add({ id: `slack-${id.slice(8, 12)}`, name: id });
      await before.tags.add({ photoId: id, faceId: face?.id ?? '', person, taggedBy: 'U1' });
    }
    const current: Record<string, Uint8Array> = {
      'profile-uada-a': fakePicture('profile-uada-a:1'),
      'profile-uben-b': fakePicture('someone-else:2'),
    };
    const folder = join(root, 'with-profiles');
    const findPicture = async ({ id }: { readonly id: string }) => {
      return { jpeg: current[id] ?? new Uint8Array(), width: 1, height: 1, mayHaveChanged: true };
    };
    await writeExport(before, { folder, embeddings: false, findPicture });
    const target = await openNew();
    const said = await importFrom(target, folder);
    expect(said).toContain('Left out, because the face was not found in its photo: 1 answer.');
    expect((await target.tags.list()).map(({ person }) => person.id)).toEqual(['slack-uada']);
    expect((await target.photos.read('profile-uben-b')).faces).toEqual([]);
  });

  it('completes an import that was interrupted', async () => {
    const target = await openNew();
    await target.people.add({ id: 'slack-uada', name: 'slack-uada' });
    const post = { teamId: 'T1', channelId: 'C0', messageTs: '1700000000.000100' };
    await addPhoto(target, { id: 'slack-f1', picture: PICTURES['slack-f1'] ?? new Uint8Array(), source: post });
    await importFrom(target, exported);
    const [before, after] = [await contentOf(source.recognizer, 'complete'), await contentOf(target, 'completed')];
    expect(after.people).toEqual(before.people);
    expect(after.photos.map(({ answers }) => answers)).toEqual(before.photos.map(({ answers }) => answers));
  });

  it('says how many answers it leaves out, because there is no picture of their photo', async () => {
    const { folder } = await exportTo(source.recognizer, 'without-photos', { photos: false });
    expect(await importFrom(await openNew(), folder)).toContain(
      'Left out, because there is no picture of the photo: 3 photos, 9 answers.',
    );
  });
});

describe('the file of an export', () => {
  it('has every field of a person', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const change = { by: 'U1', at };
    const record: Required<PersonRecord> = {
      id: 'a',
      name: 'Ada',
      renames: [{ from: 'Augusta', ...change }],
      merged: { into: 'b', ...change },
      removed: change,
      consent: { choice: 'recognise', at },
      invited: change,
      askedAt: at,
      askedIn: { channelId: 'D1', ts: '1.2' },
      confirmed: change,
      photosOfMe: { choice: 'weekly', at, lastDigestAt: at, told: ['slack-f1'] },
      lastSeenAt: at,
      lapseToldAt: at,
      lapseClaimedAt: at,
      forgetAskedBy: 'U1',
    };
    const head = { format: 'rollcall-export', version: 1, exportedAt: at, engine: 'e', photos: [] };
    const text = JSON.stringify({ ...head, people: [toExportedPerson(record)] });
    expect(exportFileSchema.parse(JSON.parse(text)).people.map(toPersonRecord)).toEqual([record]);
  });

  it.each([
    ['{', 'is not JSON'],
    ['{"a":1}', 'was not written by'],
    ['{"format":"rollcall-export","version":2}', 'written by a newer Rollcall'],
    ['{"format":"rollcall-export","version":1}', 'is damaged at exportedAt'],
    [
      '{"format":"rollcall-export","version":1,"exportedAt":"2026-01-01T00:00:00Z","engine":"e","people":[],"photos":[{"id":"../x"}]}',
      'is damaged at photos.0.id',
    ],
  ])('is refused when it is damaged: %s', async (text, why) => {
    const path = join(root, 'damaged.json');
    await writeFile(path, text);
    await expect(readExportFile(path)).rejects.toThrow(why);
  });
});
