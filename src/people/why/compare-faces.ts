import type { SimilarFace } from '../../clarifai/recognizer.js';
import { isClarifaiError } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import type { Candidate, PhotoTag } from '../../faces/model.js';
import { isStopping } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { listVisibleChannels } from '../../slack/conversations.js';
import type { Explains } from '../../views/ids.js';
import type { ComparedFace } from '../../views/why-modal.js';

/** The face that a person asks about. */
export interface WhyRequest {
  readonly photoId: string;
  readonly faceId: string;
  readonly viewerId: string;
  readonly explains: Explains;
}

export type CompareDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly facePictures: FacePictures };

/**
 * Finds, of each person, the tagged face most like the one that is asked about, and shows the two side by side. Faces from
 * conversations the viewer is not in are passed over, as if they were not there.
 * @param tags every tag that holds.
 * @returns those that can be shown, in the order given; undefined when the service cannot search by a face.
 */
export async function compareFaces(
  deps: CompareDeps,
  request: WhyRequest,
  candidates: readonly Candidate[],
  tags: readonly PhotoTag[],
): Promise<readonly ComparedFace[] | undefined> {
  const [visible, similar] = await Promise.all([
    listVisibleChannels(deps, request.viewerId),
    findSimilar(deps, request, candidates),
  ]);
  if (similar === undefined) return undefined;
  const photoIds = [...new Set(similar.flatMap((faces) => faces.map(({ photoId }) => photoId)))];
  const sources = await deps.recognizer.photos.findSources(photoIds);
  const visiblePhotos = new Set(
    sources.filter(({ channelId }) => visible.has(channelId)).map(({ photoId }) => photoId),
  );
  const nearest = candidates.flatMap((candidate, index) => {
    const ofPerson = new Set(tags.filter(({ person }) => person.id === candidate.person.id).map(keyOf));
    const face = similar[index]?.find((each) => visiblePhotos.has(each.photoId) && ofPerson.has(keyOf(each)));
    return face === undefined ? [] : [{ candidate, face }];
  });
  const files = await deps.facePictures.compare(
    request,
    nearest.map(({ face }) => face),
  );
  return nearest.flatMap(({ candidate }, index) => {
    const pictureFileId = files[index];
    return pictureFileId === undefined ? [] : [{ candidate, pictureFileId }];
  });
}

async function findSimilar(
  { recognizer, log }: CompareDeps,
  { photoId, faceId }: WhyRequest,
  candidates: readonly Candidate[],
): Promise<(readonly SimilarFace[])[] | undefined> {
  try {
    return await Promise.all(
      candidates.map(({ person }) => recognizer.tags.findSimilar({ photoId, faceId, personId: person.id })),
    );
  } catch (error) {
    if (!isClarifaiError(error) || isStopping(error)) throw error;
    log.warn(`No faces to compare with: ${error.message}`);
    return undefined;
  }
}

function keyOf({ photoId, faceId }: { readonly photoId: string; readonly faceId: string }): string {
  return `${photoId} ${faceId}`;
}
