import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BenchError, FOLDER_LAYOUT, readFaceFolder } from '../../bench/support/face-folder.js';

describe('a folder of faces', () => {
  let folder: string;
  const write = async (name: string, content = '') => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-faces-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has people, strangers and groups', async () => {
    for (const file of ['ada/10.jpg', 'ada/2.jpg', 'strangers/1.png', 'formats/a.jpg', 'notes/read-me.txt'])
      await write(file);
    await write('groups/groups.json', JSON.stringify({ 'g.jpg': { people: [{ name: null, box: [1, 2, 3, 4] }] } }));
    const { people, strangers, groups } = await readFaceFolder(folder);
    expect([...people].map(([name, photos]) => [name, photos.map((photo) => photo.name)])).toEqual([
      ['ada', ['ada/2.jpg', 'ada/10.jpg']],
    ]);
    expect(strangers.map(({ name }) => name)).toEqual(['strangers/1.png']);
    expect(groups).toMatchObject([{ name: 'groups/g.jpg', faces: [{ name: null }], unclear: [], pasted: false }]);
  });

  it.each([
    ['that is not there', async () => 'no such folder', 'There is no folder of faces at'],
    [
      'without the description of its groups',
      async () => void (await write('groups/g.jpg')),
      'groups.json cannot be read',
    ],
    [
      'with a wrong description of its groups',
      async () => void (await write('groups/groups.json', '{"g.jpg": {}}')),
      'groups.json cannot be read',
    ],
  ])('%s is refused with what it should look like', async (_, prepare, problem) => {
    const sub = (await prepare()) ?? '';
    const read = readFaceFolder(join(folder, sub));
    await expect(read).rejects.toThrow(BenchError);
    await expect(read).rejects.toThrow(problem);
    await expect(read).rejects.toThrow(FOLDER_LAYOUT);
  });
});
