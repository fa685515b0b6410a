import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp, type RollcallApp } from '../../src/app.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { DirectReceiver } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BOT, openTestSlack, PHOTOS, type TestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { TEAM } from '../support/slack/ids.js';
import { completeUpload, uploadFile } from '../support/upload-file.js';

/** Two processes that serve one workspace and share one face service, as several copies of Rollcall do. */
let slack: TestSlack;
let copies: { app: RollcallApp; receiver: DirectReceiver }[];
let recognizer: Recognizer;

const picture = () => fourQuarters(8, 8).jpeg().toBuffer();

beforeEach(async () => {
  slack = await openTestSlack();
  copies = [];
});
afterEach(async () => {
  await Promise.all(copies.map(({ app }) => app.stop()));
  await slack.close();
});

async function startCopy(copyOf: Recognizer = recognizer, now = Date.now): Promise<void> {
  const receiver = new DirectReceiver();
  const app = buildApp({
    slack: { kind: 'receiver', botToken: slack.botToken, apiUrl: slack.apiUrl, receiver },
    recognizer: copyOf,
    log: { debug() {}, info() {}, warn() {}, error: (line) => expect.fail(line) },
    photos: {
      download: async () => new Uint8Array([1]),
      downloadProfilePicture: async () => new Uint8Array([1]),
      prepare: async () => ({ jpeg: await picture(), width: 8, height: 8 }),
      drawNumberedBoxes: async () => ({ jpeg: await picture(), width: 8, height: 8, labels: 'numbers' }),
      cropFace: async () => new Uint8Array([1]),
      cropFaces: async () => [],
      placeSideBySide: async () => new Uint8Array([1]),
      placeTogether: async () => new Uint8Array([1]),
    },
    // Shorter waits in the same order, so that the test is quick.
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 5)),
    inBackground: () => undefined,
    now,
  });
  await app.start();
  copies.push({ app, receiver });
}

/** Ada posts a photo. @returns the event that Slack has for the app. */
async function post(): Promise<{ event: Record<string, unknown>; ts: string; photoId: string }> {
  const ada = slack.as(ADA);
  const fileId = await uploadFile(ada, await picture());
  await completeUpload(ada, [fileId], PHOTOS);
  const { messages = [] } = await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 });
  const [message] = messages;
  if (message?.ts === undefined) throw new Error('nothing was posted');
  const event = {
    type: 'event_callback',
    team_id: TEAM,
    event_id: 'Ev1',
    event: { ...message, channel: PHOTOS, channel_type: 'channel' },
  };
  return { event, ts: message.ts, photoId: `slack-${fileId.toLowerCase()}` };
}

async function repliesTo(ts: string) {
  const { messages = [] } = await slack.bot.conversations.replies({ channel: PHOTOS, ts });
  return messages.filter(({ user }) => user === BOT);
}

describe('when two copies are given the same post within the same second', () => {
  it('one reply is posted, whichever is first', async () => {
    const posted = await post();
    recognizer = createFakeRecognizer({ faces: { [posted.photoId]: [fakeFace('one', 0.2)] } });
    await startCopy();
    await startCopy();
    await Promise.all(copies.map(({ receiver }) => receiver.send(posted.event)));
    expect(await repliesTo(posted.ts)).toHaveLength(1);
  });

  it('the other one answers when the first is gone before it could', async () => {
    const posted = await post();
    recognizer = createFakeRecognizer({ faces: { [posted.photoId]: [fakeFace('one', 0.2)] } });
    const { channelId, messageTs } = { channelId: PHOTOS, messageTs: posted.ts };
    const source = { teamId: TEAM, channelId, messageTs };
    await recognizer.photos.add([{ id: posted.photoId, picture: new Uint8Array(), source }]);
    await startCopy();
    await copies[0]?.receiver.send(posted.event);
    expect(await repliesTo(posted.ts)).toHaveLength(1);
  });

  it('one reply stays when both had to post because the photo was known before', async () => {
    const posted = await post();
    recognizer = createFakeRecognizer({ faces: { [posted.photoId]: [fakeFace('one', 0.2)] } });
    const source = { teamId: TEAM, channelId: 'C0ELSE', messageTs: '1.000001' };
    await recognizer.photos.add([{ id: posted.photoId, picture: new Uint8Array(), source }]);
    await startCopy();
    await startCopy();
    await Promise.all(copies.map(({ receiver }) => receiver.send(posted.event)));
    expect(await repliesTo(posted.ts)).toHaveLength(1);
  });

  it('one reply is posted when the first is slower than the other waits', async () => {
    const posted = await post();
    recognizer = createFakeRecognizer({ faces: { [posted.photoId]: [fakeFace('one', 0.2)] } });
    let lateness = 0;
    const slow: Recognizer = {
      ...recognizer,
      model: {
        ...recognizer.model,
        async findCandidates(...args) {
          await new Promise((resolve) => setTimeout(resolve, 700));
          lateness = 60_000;
          return recognizer.model.findCandidates(...args);
        },
      },
    };
    await startCopy(slow, () => Date.now() + lateness);
    await startCopy();
    const first = copies[0]?.receiver.send(posted.event);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([first, copies[1]?.receiver.send(posted.event)]);
    expect(await repliesTo(posted.ts)).toHaveLength(1);
  });
});
