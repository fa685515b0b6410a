import { beforeEach, expect, it } from 'vitest';
import { removeUnusedPictures } from '../../src/replies/catch-up/unused-pictures.js';
import { packReplyState } from '../../src/replies/reply-state.js';
import { createFakeRecognizer, type FakeRecognizer } from '../support/fake-recognizer.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const PHOTO = 'slack-f0000000a';

let slack: FakeThreads;
let recognizer: FakeRecognizer;
let files: { readonly id: string; readonly name: string }[];
let deleted: unknown[];

beforeEach(async () => {
  slack = new FakeThreads();
  recognizer = createFakeRecognizer({ faces: { [PHOTO]: [] } });
  deleted = [];
  slack.answer = (method, { file }) => {
    if (method === 'files.delete') deleted.push(file);
    return method === 'files.list' ? ({ ok: true, files } as { ok: true }) : { ok: true };
  };
  const source = { teamId: BOT.teamId, channelId: CHANNEL, messageTs: '1.000' };
  await recognizer.photos.add([{ id: PHOTO, picture: new Uint8Array(), source }]);
  const metadata = packReplyState({
    postTs: '1.000',
    photos: [{ photoId: PHOTO, pictureFileId: 'FSHOWN' }],
    page: 0,
    order: 'by rows',
  });
  slack.messages.push({ ts: '1.000', user: 'UADA' }, { ts: '1.001', thread_ts: '1.000', user: BOT.userId, metadata });
});

async function remove(...shown: readonly string[]) {
  const deps = { backgroundSlack: slack, recognizer, bot: BOT, isClosing: () => false };
  return removeUnusedPictures(deps, { fromMs: 0, untilMs: 1_000 }, new Set(shown));
}

it('a numbered picture that no reply shows is deleted', async () => {
  files = [{ id: 'FLEFT', name: `faces ${PHOTO}.jpg` }];
  expect(await remove()).toBe(1);
  expect(deleted).toEqual(['FLEFT']);
});

it('one that a reply shows stays, whether the reply was seen before or not', async () => {
  files = [
    { id: 'FSHOWN', name: `faces ${PHOTO}.jpg` },
    { id: 'FSEEN', name: `faces ${PHOTO}.jpg` },
  ];
  expect(await remove('FSEEN')).toBe(0);
});

it('one of a photo that is no longer stored is deleted', async () => {
  files = [{ id: 'FGONE', name: 'faces slack-f000gone.jpg' }];
  expect(await remove()).toBe(1);
});

it('pictures of single faces and files of other kinds stay', async () => {
  files = [
    { id: 'FFACE', name: `face ${PHOTO} one.jpg` },
    { id: 'FOTHER', name: 'faces.jpg' },
  ];
  expect(await remove()).toBe(0);
});
