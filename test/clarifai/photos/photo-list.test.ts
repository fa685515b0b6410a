import { afterEach, describe, expect, it, vi } from 'vitest';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Two recognisers of the same application, as two processes have. */
async function open() {
  const { recognizer, another, close } = await openRecognizer();
  closing.push(close);
  return [recognizer, another()] as const;
}

const sourceAt = (second: number, more = {}) => ({
  teamId: 'T1',
  channelId: 'C1',
  messageTs: `${1_700_000_000 + second}.000100`,
  ...more,
});

describe('the list of all photos', () => {
  it('has who posted each and its faces as last shown, the newest post first', async () => {
    const [recognizer] = await open();
    const picture = fakePicture('Ada');
    await addPhoto(recognizer, { id: 'new', picture, source: sourceAt(9, { postedBy: 'U1' }) });
    await addPhoto(recognizer, { id: 'old', picture: fakePicture('Ben'), source: sourceAt(1, { isEarlier: true }) });
    expect(await recognizer.photos.listAll()).toEqual([
      { photoId: 'new', channelId: 'C1', messageTs: '1700000009.000100', postedBy: 'U1' },
      { photoId: 'old', channelId: 'C1', messageTs: '1700000001.000100', isEarlier: true },
    ]);
    const faces = [{ faceId: 'f1', personId: 'ada' }, { faceId: 'f2' }];
    await recognizer.photos.storeFaces('new', faces);
    await recognizer.photos.storeFaces('old', []);
    expect((await recognizer.photos.listAll()).map((photo) => photo.faces)).toEqual([faces, []]);
  });

  it('shows what another process adds and stores', async () => {
    const [recognizer, other] = await open();
    await addPhoto(other, { id: 'first', picture: fakePicture('Ada'), source: sourceAt(1) });
    expect(await recognizer.photos.listAll()).toHaveLength(1);
    await addPhoto(other, { id: 'second', picture: fakePicture('Ben'), source: sourceAt(2) });
    await other.photos.storeFaces('second', [{ faceId: 'f', personId: 'ben' }]);
    // The newest photos are listed again after a second.
    await vi.waitFor(async () => expect(await recognizer.photos.listAll()).toHaveLength(2), { timeout: 5000 });
    const [newest] = await recognizer.photos.listAll();
    expect(newest).toMatchObject({ photoId: 'second', faces: [{ faceId: 'f', personId: 'ben' }] });
  });

  it('is the same array until something changes, and has no photo that was removed', async () => {
    const [recognizer] = await open();
    await addPhoto(recognizer, { id: 'first', picture: fakePicture('Ada'), source: sourceAt(1) });
    const before = await recognizer.photos.listAll();
    expect(await recognizer.photos.listAll()).toBe(before);
    await recognizer.photos.remove('first');
    expect(await recognizer.photos.listAll()).toEqual([]);
  });

  it('is not what “newest photos” means when those were added by looking at earlier ones', async () => {
    const [recognizer] = await open();
    await addPhoto(recognizer, { id: 'posted', picture: fakePicture('Ada'), source: sourceAt(5) });
    await addPhoto(recognizer, { id: 'older', picture: fakePicture('Ben'), source: sourceAt(1, { isEarlier: true }) });
    expect((await recognizer.photos.listRecent(1)).map(({ photoId }) => photoId)).toEqual(['posted']);
  });
});
