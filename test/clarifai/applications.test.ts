import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureApplication, eraseApplication } from '../../src/clarifai/applications.js';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { BaseResponse, Status, StatusCode, service } from '../../src/clarifai-protocol.js';
import type { Interceptor } from '../../src/local-clarifai/rpc.js';
import { addPhoto } from '../support/add-photo.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

let local: TestClarifai;
/** The calls that the service refuses. */
let refused: readonly string[];
beforeEach(async () => {
  refused = [];
  const intercept: Interceptor = async (call, next) => {
    if (refused.includes(call.rpc)) {
      const status = new Status()
        .setCode(StatusCode.CONN_INSUFFICIENT_SCOPES)
        .setDescription('The key may not do that.');
      return (call.rpc === 'deleteApp' ? new BaseResponse() : new service.MultiAppResponse()).setStatus(status);
    }
    return next();
  };
  local = await startTestClarifai({ intercept });
});
afterEach(() => local.remove());

const at = (appId: string) => ({
  apiBase: `http://${local.address}`,
  key: local.key,
  userId: local.userId,
  appId,
  log: silentLog,
  retry: { firstMs: 1, longestMs: 5 },
});

/** An application with a photo and a trained model. */
async function filled(appId: string) {
  await ensureApplication(at(appId));
  const recognizer = createRecognizer(at(appId));
  const source = { teamId: 'T', channelId: 'C', messageTs: '1' };
  await addPhoto(recognizer, { id: 'one', picture: fakePicture('ada:1'), source });
  await addPhoto(recognizer, { id: 'two', picture: fakePicture('ada:2'), source });
  const [face] = (await recognizer.photos.read('one')).faces;
  const ada = await recognizer.people.add({ name: 'Ada Lovelace' });
  await recognizer.tags.add({ photoId: 'one', faceId: face?.id ?? '', person: ada, taggedBy: 'U1' });
  await recognizer.model.train({ trainedBy: 'U1' });
  return recognizer;
}

const contents = async (recognizer: ReturnType<typeof createRecognizer>) => ({
  photos: (await recognizer.photos.listRecent(Number.POSITIVE_INFINITY)).length,
  people: (await recognizer.people.list()).map(({ name }) => name),
  tags: (await recognizer.tags.list()).length,
});
const FULL = { photos: 2, people: ['Ada Lovelace'], tags: 1 };

describe('the Clarifai application of a workspace', () => {
  it('is made once, and erased with everything in it, but no other application is', async () => {
    const [first, second] = [await filled('rollcall-t1'), await filled('rollcall-t2')];
    await ensureApplication(at('rollcall-t1'));
    expect(await contents(first)).toEqual(FULL);
    await eraseApplication(at('rollcall-t1'));
    await expect(first.checkSetup()).rejects.toMatchObject({ kind: 'not_found' });
    expect(await contents(second)).toEqual(FULL);
    await eraseApplication(at('rollcall-t1'));
    await Promise.all([first.close(), second.close()]);
  });

  it('is emptied where the key may not delete it', async () => {
    const [first, second] = [await filled('rollcall-t1'), await filled('rollcall-t2')];
    refused = ['deleteApp'];
    await eraseApplication(at('rollcall-t1'));
    const reopened = createRecognizer(at('rollcall-t1'));
    expect(await contents(reopened)).toEqual({ photos: 0, people: [], tags: 0 });
    expect(await contents(second)).toEqual(FULL);
    await Promise.all([first.close(), second.close(), reopened.close()]);
  });

  it('has to be made by hand where the key may not make it, and the error says how', async () => {
    refused = ['postApps'];
    await expect(ensureApplication(at('rollcall-t1'))).rejects.toMatchObject({
      advice: expect.stringContaining('“rollcall-t1”. Make one with this id and the base workflow “Face”'),
    });
  });
});
