import { describe, expect, it } from 'vitest';
import { createImageHashCache, hashOf } from '../../src/clarifai/photos/image-hash-cache.js';
import { createRecentUntags } from '../../src/clarifai/tags/recent-untags.js';

describe('stored pictures', () => {
  const [one, other] = [hashOf(Uint8Array.of(1)), hashOf(Uint8Array.of(2))];

  it('are known by their bytes', () => {
    expect(hashOf(Uint8Array.of(1))).toBe(one);
    expect(other).not.toBe(one);
    const hashes = createImageHashCache();
    hashes.add(one, 'photo-1');
    expect(hashes.find(hashOf(Uint8Array.of(1)))).toBe('photo-1');
    expect(hashes.find(other)).toBeUndefined();
  });

  it('are forgotten with their photo, and only with it', () => {
    const hashes = createImageHashCache();
    hashes.add(one, 'photo-1');
    hashes.add(other, 'photo-2');
    hashes.remove('photo-1');
    expect([hashes.find(one), hashes.find(other)]).toEqual([undefined, 'photo-2']);
  });
});

describe('tags that were removed lately', () => {
  it('are known by their face', () => {
    const untags = createRecentUntags();
    untags.addFace('photo-1', 'face-1');
    expect(untags.has({ photoId: 'photo-1', faceId: 'face-1' })).toBe(true);
    expect(untags.has({ photoId: 'photo-1', faceId: 'face-2' })).toBe(false);
    expect(untags.has({ photoId: 'photo-2', faceId: 'face-1' })).toBe(false);
  });

  it('are all those of a photo that was removed', () => {
    const untags = createRecentUntags();
    untags.addPhoto('photo-1');
    expect(untags.has({ photoId: 'photo-1', faceId: 'any' })).toBe(true);
    expect(untags.has({ photoId: 'photo-2', faceId: 'any' })).toBe(false);
  });
});
