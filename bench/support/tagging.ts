import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { atOnce, type KnownPhoto, mainFace } from './known-photos.js';

/** The people to tag, with their photos. */
export type WantedTags = ReadonlyMap<string, readonly KnownPhoto[]>;

const TAGGER = 'bench';

/** Tags the main face of each wanted photo, and trains. Earlier tags stay if they are still wanted. */
export function createTagging(recognizer: Recognizer): (wanted: WantedTags) => Promise<void> {
  const given = new Map<string, { readonly photoId: string; readonly faceId: string }>();
  const added = new Set<string>();

  return async (wanted) => {
    const faces = new Map(
      [...wanted].flatMap(([name, photos]) =>
        photos.flatMap(({ photo }) => {
          const face = mainFace(photo);
          return face === undefined ? [] : [[`${photo.id} ${name}`, { photoId: photo.id, faceId: face.id, name }]];
        }),
      ),
    );
    for (const name of wanted.keys()) {
      if (!added.has(name)) await recognizer.people.add({ id: name, name });
      added.add(name);
    }
    await atOnce([...given], async ([key, face]) => {
      if (faces.has(key)) return;
      await recognizer.tags.remove(face);
      given.delete(key);
    });
    await atOnce([...faces], async ([key, { photoId, faceId, name }]) => {
      if (given.has(key)) return;
      await recognizer.tags.add({ photoId, faceId, person: { id: name, name }, taggedBy: TAGGER });
      given.set(key, { photoId, faceId });
    });
    const outcome = await recognizer.model.train({ trainedBy: TAGGER });
    // After many tags were removed, a model is worse than the one before, so it is not put into use by itself.
    if (outcome.kind === 'trained' && !outcome.report.isPromoted) await recognizer.model.promote();
  };
}
