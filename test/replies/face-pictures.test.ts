import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackgroundWork } from '../../src/deps.js';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { createFacePictures } from '../../src/replies/face-pictures.js';
import { addPhoto } from '../support/add-photo.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';
import { startNock } from '../support/start-nock.js';

const BOT = { userId: 'UBOT', botId: 'B1', teamId: 'T1', enterpriseId: undefined };
const PHOTO = photoIdOfFile('F0000000A');
const OTHER_PHOTO = photoIdOfFile('F0000000B');
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const face = (faceId: string, photoId = PHOTO) => ({ photoId, faceId });

/** Where the bytes of a picture are sent. */
const UPLOAD_URL = new URL('https://files.slack.com/upload/v1/ticket');
beforeEach(() => {
  startNock();
  nock(UPLOAD_URL.origin).persist().post(UPLOAD_URL.pathname).optionally().reply(200);
});
afterEach(() => nock.cleanAll());

/** Slack with two photos, and files the bot uploaded before its start; newest first, as Slack lists them. */
async function open(earlier: readonly { id: string; name: string }[] = []) {
  const recognizer = createFakeRecognizer({
    faces: { [PHOTO]: [fakeFace('f1', 0.1), fakeFace('f2', 0.5)], [OTHER_PHOTO]: [fakeFace('f3', 0.1)] },
  });
  for (const id of [PHOTO, OTHER_PHOTO])
    await addPhoto(recognizer, { id, picture: new TextEncoder().encode(id), source });
  const uploaded: { filename: string; title: string }[] = [];
  const deleted: unknown[] = [];
  const slack = new ScriptedClient({
    'files.info': ({ file }) => ({
      file: { id: file, mimetype: 'image/jpeg', url_private: `https://files.slack.com/${String(file)}` },
    }),
    'files.list': () => ({ files: earlier, paging: { pages: 1 } }),
    'files.getUploadURLExternal': ({ filename, alt_text }) => {
      uploaded.push({ filename: String(filename), title: String(alt_text) });
      return { upload_url: UPLOAD_URL.href, file_id: `UP${uploaded.length}` };
    },
    'files.completeUploadExternal': ({ files }) => ({ files }),
    'files.delete': ({ file }) => {
      deleted.push(file);
      return {};
    },
  });
  const background: BackgroundWork[] = [];
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const jpeg = new Uint8Array([1]);
  const pictures = createFacePictures({
    recognizer,
    photos: {
      download: async () => jpeg,
      downloadProfilePicture: async () => jpeg,
      prepare: async () => ({ jpeg, width: 100, height: 100 }),
      drawNumberedBoxes: async () => ({ jpeg, width: 100, height: 100, labels: 'numbers' }),
      cropFace: async () => jpeg,
      cropFaces: async (_picture, boxes) => boxes.map(() => jpeg),
      placeSideBySide: async () => jpeg,
      placeTogether: async () => jpeg,
    },
    slack,
    backgroundSlack: slack,
    bot: BOT,
    log: { debug: log, info: log, warn: log, error: log },
    sleep: async () => {},
    inBackground: (work) => background.push(work),
  });
  const runBackground = async () => {
    for (const work of background.splice(0)) await work();
  };
  return { pictures, recognizer, slack, uploaded, deleted, logged, runBackground };
}

type Opened = Awaited<ReturnType<typeof open>>;
let opened: Opened;
beforeEach(async () => {
  opened = await open();
});

describe('the picture of a face', () => {
  it('is uploaded once, however many ask for it at a time and later', async () => {
    const { pictures, uploaded } = opened;
    expect(pictures.find(PHOTO, 'f1')).toBeUndefined();
    expect(await Promise.all([pictures.make(PHOTO, 'f1'), pictures.make(PHOTO, 'f1')])).toEqual(['UP1', 'UP1']);
    expect(await pictures.make(PHOTO, 'f1')).toBe('UP1');
    expect(pictures.find(PHOTO, 'f1')).toBe('UP1');
    expect(uploaded).toEqual([{ filename: `face ${PHOTO} f1.jpg`, title: 'A face' }]);
  });

  it('has no name of a person in its file name or title', async () => {
    const { pictures, recognizer, uploaded } = opened;
    const person = await recognizer.people.add({ name: 'Ada Lovelace' });
    await recognizer.tags.add({ photoId: PHOTO, faceId: 'f1', person, taggedBy: 'U1' });
    await pictures.make(PHOTO, 'f1');
    expect(JSON.stringify(uploaded)).not.toContain('Ada');
  });

  it.each([
    ['of a face that is gone', PHOTO, 'f9'],
    ['of a photo that is gone', photoIdOfFile('F000000GONE'), 'f1'],
    ['of a photo that did not come from Slack', 'from-elsewhere', 'f1'],
  ])('%s is missing, and the log says so', async (_case, photoId, faceId) => {
    const { pictures, uploaded, logged } = opened;
    expect(await pictures.make(photoId, faceId)).toBeUndefined();
    expect(uploaded).toEqual([]);
    expect(logged.join()).toContain('No picture of a face');
  });

  it('is tried again after a failure', async () => {
    const { pictures, recognizer } = opened;
    recognizer.failNext('photos.read', new Error('for a moment'));
    expect(await pictures.make(PHOTO, 'f1')).toBeUndefined();
    expect(await pictures.make(PHOTO, 'f1')).toBe('UP1');
  });
});

describe('the pictures of several faces', () => {
  it('are uploaded together, and only those that are missing', async () => {
    const { pictures, uploaded } = await open();
    await pictures.make(PHOTO, 'f1');
    const made = await pictures.makeAll(PHOTO, ['f1', 'f2', 'gone']);
    expect([...made]).toEqual([
      ['f1', 'UP1'],
      ['f2', 'UP2'],
    ]);
    expect(uploaded.map(({ filename }) => filename)).toEqual([`face ${PHOTO} f1.jpg`, `face ${PHOTO} f2.jpg`]);
    expect(pictures.find(PHOTO, 'f2')).toBe('UP2');
  });
});

describe('a picture of several faces of a photo together', () => {
  it('is uploaded once', async () => {
    const { pictures, uploaded } = opened;
    expect(pictures.findTogether(PHOTO, ['f1', 'f2'])).toBeUndefined();
    expect(await pictures.makeTogether(PHOTO, ['f1', 'f2'])).toBe('UP1');
    expect(await pictures.makeTogether(PHOTO, ['f1', 'f2'])).toBe('UP1');
    expect(pictures.findTogether(PHOTO, ['f1', 'f2'])).toBe('UP1');
    expect(uploaded.map(({ filename }) => filename)).toEqual([`face ${PHOTO} f1 ${PHOTO} f2.jpg`]);
  });

  it('replaces the one of other faces of that photo, and leaves the pictures of single faces', async () => {
    const { pictures, deleted, runBackground } = opened;
    await pictures.make(PHOTO, 'f2');
    await pictures.makeTogether(PHOTO, ['f1', 'f2']);
    expect(await pictures.makeTogether(PHOTO, ['f2'])).toBe('UP1');
    await runBackground();
    expect(deleted).toEqual(['UP2']);
  });

  it('is missing if one of the faces is gone', async () => {
    expect(await opened.pictures.makeTogether(PHOTO, ['f1', 'f9'])).toBeUndefined();
  });

  it('is erased with any of the faces, also when it was uploaded before the start', async () => {
    const three = `face ${PHOTO} f1 ${PHOTO} f2 ${PHOTO} f8.jpg`;
    const { pictures, deleted } = await open([{ id: 'EARLIER1', name: three }]);
    expect(await pictures.erase(await pictures.listAll(), PHOTO, ['f8'])).toBe(1);
    expect(deleted).toEqual(['EARLIER1']);
  });
});

describe('a comparison of faces', () => {
  it('is one picture for each other face, and keeps the order when one is missing', async () => {
    const { pictures, uploaded } = opened;
    const compared = await pictures.compare(face('f1'), [face('f2'), face('f9'), face('f3', OTHER_PHOTO)]);
    expect(compared).toEqual([expect.stringMatching(/^UP/), undefined, expect.stringMatching(/^UP/)]);
    expect(uploaded.map(({ filename }) => filename).sort()).toEqual(
      [`face ${PHOTO} f1 ${PHOTO} f2.jpg`, `face ${PHOTO} f1 ${OTHER_PHOTO} f3.jpg`].sort(),
    );
  });
});

describe('pictures from before the last start', () => {
  const EARLIER = [
    { id: 'BEFORE', name: `face ${PHOTO} f1.jpg` },
    { id: 'ANOTHER', name: 'holiday.jpg' },
  ];

  it('are used instead of uploading them again', async () => {
    const { pictures, uploaded } = await open(EARLIER);
    await pictures.recall();
    expect(await pictures.make(PHOTO, 'f1')).toBe('BEFORE');
    expect(uploaded).toEqual([]);
  });

  it('are looked for once', async () => {
    const { pictures, slack } = await open(EARLIER);
    await pictures.recall();
    await pictures.recall();
    expect(slack.called.filter(({ method }) => method === 'files.list')).toHaveLength(1);
  });

  it('are deleted when their photo is no longer stored', async () => {
    const gone = photoIdOfFile('F000000GONE');
    const { pictures, deleted, runBackground } = await open([
      ...EARLIER,
      { id: 'ORPHAN', name: `face ${gone} f1.jpg` },
      { id: 'HALF', name: `face ${PHOTO} f1 ${gone} f1.jpg` },
    ]);
    await pictures.recall();
    await runBackground();
    expect(deleted).toEqual(expect.arrayContaining(['ORPHAN', 'HALF']));
    expect(deleted).not.toContain('BEFORE');
    expect(deleted).not.toContain('ANOTHER');
  });
});

describe('pictures of a photo that is removed', () => {
  it('are deleted, comparisons with it too, and others stay', async () => {
    const { pictures, deleted, runBackground } = opened;
    const own = await pictures.make(PHOTO, 'f1');
    const [both] = await pictures.compare(face('f3', OTHER_PHOTO), [face('f1')]);
    const other = await pictures.make(OTHER_PHOTO, 'f3');
    pictures.forgetPhoto(PHOTO);
    await runBackground();
    expect([...deleted].sort()).toEqual([own, both].sort());
    expect(pictures.find(OTHER_PHOTO, 'f3')).toBe(other);
  });
});

describe('pictures of a person who is erased', () => {
  it('are deleted with comparisons, whether uploaded before or after the last start', async () => {
    const { pictures, deleted } = await open([
      { id: 'BEFORE', name: `face ${PHOTO} f1.jpg` },
      { id: 'COMPARED', name: `face ${OTHER_PHOTO} f3 ${PHOTO} f1.jpg` },
      { id: 'BESIDE', name: `face ${PHOTO} f2.jpg` },
    ]);
    const listed = await pictures.listAll();
    const made = await pictures.make(PHOTO, 'f1');
    expect(await pictures.erase(listed, PHOTO, ['f1'])).toBe(3);
    expect([...deleted].sort()).toEqual(['BEFORE', 'COMPARED', made].sort());
    expect([...listed.keys()]).toEqual(['BESIDE']);
    expect(pictures.find(PHOTO, 'f1')).toBeUndefined();
  });

  it('may already be gone from Slack', async () => {
    const { pictures, slack } = opened;
    await pictures.make(PHOTO, 'f1');
    slack.answers['files.delete'] = refused('file_not_found');
    expect(await pictures.erase(new Map(), PHOTO, ['f1'])).toBe(1);
  });

  it('are still known when Slack fails, so that erasing can be repeated', async () => {
    const { pictures, slack } = opened;
    await pictures.make(PHOTO, 'f1');
    slack.answers['files.delete'] = refused('internal_error');
    await expect(pictures.erase(new Map(), PHOTO, ['f1'])).rejects.toThrow('internal_error');
    expect(pictures.find(PHOTO, 'f1')).toBe('UP1');
  });
});
