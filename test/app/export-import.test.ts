import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { EXPORT_FILE } from '../../src/transfer/export-file.js';
import { readExportFile } from '../../src/transfer/import-export.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { addPerson, enter, rowOf } from '../support/reply-rows.js';
import { startRollcallHere } from '../support/rollcall-here.js';
import { SHORT_LIVED } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';
import { silentLog } from '../support/silent-log.js';

/** Minutes on a busy machine. */
const SCENARIO_MS = 300_000;

/** Runs a built program beside a running Rollcall. @returns what it said. */
async function runProgram(name: string, dataDir: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', ROLLCALL_DATA: dataDir };
  const child = spawn(process.execPath, [...SHORT_LIVED, `dist/bin/${name}.js`, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  expect(code, said).toBe(0);
  return said;
}

describe('a workspace that was exported, wiped and imported', () => {
  let root: string;
  let people: readonly (string | undefined)[];
  let said: { backup: string; export: string; import: string; again: string };
  let next: { readonly names: readonly (string | undefined)[]; readonly texts: readonly string[] };
  const path = (name: string) => join(root, name);

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rollcall-transfer-'));
    const [lunch, standUp] = await Promise.all([samplePhoto('team-lunch.jpg'), samplePhoto('monday-stand-up.jpg')]);
    people = lunch.people;
    const first = await startRollcallHere({ ROLLCALL_DATA: path('first') });
    try {
      const { people: members, photos } = await enter(first.url);
      const [ann] = members;
      if (ann === undefined) throw new Error('no one is in the workspace');
      const reply = await ann.waitForReply(await ann.postPhotos(photos, [lunch.bytes]));
      for (const [index, name] of people.entries()) await addPerson(ann, reply, index + 1, name ?? '');
      const exported = await runProgram('export', path('first'), path('export'));
      const backup = await runProgram('backup', path('first'), path('backup'));
      said = { export: exported, backup, import: '', again: '' };
    } finally {
      await first.stop();
    }
    await rm(path('first'), { recursive: true });
    const second = await startRollcallHere({ ROLLCALL_DATA: path('second') });
    try {
      said.import = await runProgram('import', path('second'), path('export'));
      const { people: members, photos } = await enter(second.url);
      const [ann] = members;
      if (ann === undefined) throw new Error('no one is in the workspace');
      const reply = await ann.waitForReply(await ann.postPhotos(photos, [standUp.bytes]));
      next = { names: standUp.people, texts: standUp.people.map((_, index) => rowOf(reply, index + 1).text) };
      said.again = await runProgram('import', path('second'), path('export'), '--without-training');
    } finally {
      await second.stop();
    }
  }, SCENARIO_MS);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('names the same people on the next photo', () => {
    next.names.forEach((name, index) => {
      expect(next.texts[index]).toContain(people.includes(name) ? name : 'Who is this?');
    });
  });

  it('was exported with its photos, and imported once, by programs beside the running Rollcall', () => {
    expect(said.export).toContain('people: 5, photos: 1, answers: 5, pictures: 1.');
    expect(said.import).toContain('Imported: 5 people, 1 photo, 5 tags, 0 other answers.');
    expect(said.import).toContain('Trained with 5 people.');
    expect(said.again).toContain('Imported: 0 people, 0 photos, 0 tags, 0 other answers.');
    expect(said.again).toContain('Already here, and left as they are: 5 people, 5 answers.');
  });

  it('is in its backup, with the same people, tags and messages', async () => {
    expect((await readdir(path('backup'))).sort()).toEqual(['clarifai', 'slack']);
    const { people: exported, photos } = await readExportFile(join(path('export'), EXPORT_FILE));
    const clarifai = await startTestClarifai({ dataDir: path('backup') });
    const { address, key, userId, appId } = clarifai;
    const recognizer = createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
    const restored = await recognizer.transfer.readPhotos(photos.map(({ id }) => id));
    const { records } = await recognizer.people.registry();
    await recognizer.close();
    await clarifai.close();
    expect(records.map(({ id }) => id).sort()).toEqual(exported.map(({ id }) => id).sort());
    expect(restored.map(({ answers }) => answers)).toEqual(photos.map(({ answers }) => answers));
    expect((await readdir(path('backup/slack/files'))).length).toBeGreaterThan(1);
  });
});
