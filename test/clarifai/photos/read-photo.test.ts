import { afterEach, expect, it } from 'vitest';
import { service } from '../../../src/clarifai-protocol.js';
import { type Handlers, status } from '../../support/clarifai/scripted-replies.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const PENDING = 30001;
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
});

it('a photo that is still being searched, after a restart for example, is waited for', async () => {
  let isSearched = true;
  let asked = 0;
  const handlers: Handlers = {
    async getInput(_request, _nth, next) {
      const reply = await next();
      asked += isSearched ? 0 : 1;
      if (asked > 2) isSearched = true;
      if (!isSearched) reply.getInput()?.setStatus(status(PENDING, 'Download pending'));
      return reply;
    },
    async listAnnotations(_request, _nth, next) {
      return isSearched ? next() : new service.MultiAnnotationResponse().setStatus(status(10000, 'Ok'));
    },
  };
  const opened = await openRecognizer(handlers);
  close = opened.close;
  await opened.recognizer.photos.add([{ id: 'photo', picture: fakePicture('ada'), source }]);
  isSearched = false;
  const photo = await opened.recognizer.photos.read('photo');
  expect(photo.faces).toHaveLength(1);
});
