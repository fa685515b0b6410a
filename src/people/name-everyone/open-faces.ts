import type { Deps } from '../../deps.js';
import type { FaceRow } from '../../faces/model.js';
import { isOpen } from '../../faces/naming.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { type ReplyRef, readReplyStateAt } from '../../replies/find-reply.js';
import { loadPhotos, nameAll } from '../../replies/render-reply.js';

export type OpenFacesDeps = Pick<Deps, 'recognizer' | 'slack' | 'thresholds'> & {
  readonly candidateCache: CandidateCache;
};

/** The photos of a reply with their faces, as a form sees them. */
export interface ReplyFaces {
  readonly photos: ReturnType<typeof nameAll>;
  /** The faces without an answer, in the order of the reply. */
  readonly open: readonly OpenFace[];
}

export interface OpenFace {
  readonly photoId: string;
  /** Which photo of the reply it is in, from 1; undefined if there is only one. */
  readonly photo: number | undefined;
  /** Its place among all faces of the reply, from 1, whether they have an answer or not. */
  readonly place: number;
  readonly row: FaceRow;
}

/** Reads a reply and what is known about its faces now. @returns undefined if the reply is gone. */
export async function findReplyFaces(deps: OpenFacesDeps, reply: ReplyRef): Promise<ReplyFaces | undefined> {
  const state = await readReplyStateAt(deps, reply);
  if (state === undefined) return undefined;
  const photos = nameAll(await loadPhotos(deps, state.photos), deps.thresholds, state.order);
  const faces = photos.flatMap(({ photoId, rows }, index) =>
    rows.map((row) => ({ photoId, photo: photos.length === 1 ? undefined : index + 1, row })),
  );
  const placed = faces.map((face, index) => ({ ...face, place: index + 1 }));
  return { photos, open: placed.filter(({ row }) => isOpen(row)) };
}

/** The numbers of all faces named as a person in a photo; none if it is a collage, or if there is only one. */
export function facesNamedTwice({ photos }: ReplyFaces, photoId: string, personId: string): number[] {
  const photo = photos.find((each) => each.photoId === photoId);
  if (photo === undefined || photo.collage !== undefined) return [];
  const named = photo.rows.filter(({ verdict }) => verdict.kind === 'named' && verdict.person.id === personId);
  return named.length > 1 ? named.map(({ number }) => number) : [];
}

/** "Face 3", "Photo 2, face 3". */
export function nameOfFace({ photo, row }: Pick<OpenFace, 'photo' | 'row'>): string {
  return photo === undefined ? `Face ${row.number}` : `Photo ${photo}, face ${row.number}`;
}
