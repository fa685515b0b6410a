import type { ModalView } from '@slack/types';
import type { SimilarFace } from '../clarifai/recognizer.js';
import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import { type Explanation, explainFace } from '../faces/explain.js';
import { countByPerson } from '../faces/figures.js';
import type { Candidate, Person, PhotoTag } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { type EngineScores, scoresOf, thresholdsFor } from '../faces/thresholds.js';
import { explainFailure, isStopping } from '../failures.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import type { FacePictures } from '../replies/face-pictures.js';
import { type ReplyRef, readReplyStateAt } from '../replies/find-reply.js';
import { listVisibleChannels } from '../slack/conversations.js';
import { unlessGone } from '../slack/errors.js';
import { openModal, type Trigger } from '../slack/modals.js';
import { sendWithPictures } from '../slack/pictures.js';
import type { Explains } from '../views/face-choice.js';
import { buildWhyLooking, buildWhyModal, buildWhyNot, type ComparedFace, type WhyContent } from '../views/why-modal.js';
import { WHY_WORDING } from '../views/wording/why.js';

type ExplainDeps = CompareDeps & Pick<Deps, 'thresholds' | 'sleep'> & { readonly candidateCache: CandidateCache };

/** How many people are shown beside the face: the best candidate and the next ones. */
const MAX_COMPARED = 3;

/** Opens the modal that explains a name, empty because a trigger expires after 3 s, then fills it. */
export async function explainName(deps: ExplainDeps, trigger: Trigger, request: WhyRequest): Promise<void> {
  const { explains } = request;
  const opened = await openModal(deps.slack, trigger, buildWhyLooking(explains));
  const viewId = opened.view?.id;
  if (viewId === undefined) return;
  try {
    await fill(deps, viewId, request);
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(deps, viewId, buildWhyNot(explains, explainFailure(error, deps.log)));
  }
}

/** Shows the text first, then the faces, which take longer. */
async function fill(deps: ExplainDeps, viewId: string, request: WhyRequest): Promise<void> {
  const { recognizer } = deps;
  const { explains } = request;
  const explained = await explain(deps, request);
  if (explained === undefined) {
    await update(deps, viewId, buildWhyNot(explains, WHY_WORDING.nothing));
    return;
  }
  const { explanation, scores } = explained;
  const { best, others } = explanation;
  const [given, { last }] = await Promise.all([recognizer.tags.list(), recognizer.model.state()]);
  const photos = countPhotos(given, best.person, last?.at);
  const words: WhyContent = {
    explains,
    explanation,
    scores,
    photos,
    compared: undefined,
    remark: WHY_WORDING.onlyYours,
  };
  if (!(await update(deps, viewId, buildWhyModal(words)))) return;

  const wanted = [best, ...others].sort((a, b) => b.score - a.score).slice(0, MAX_COMPARED);
  const compared = await compareFaces(deps, request, wanted, given);
  const complete: WhyContent =
    compared === undefined ? { ...words, compared: [], remark: WHY_WORDING.wordsOnly } : { ...words, compared };
  await sendWithPictures(deps, (withPictures) =>
    update(deps, viewId, buildWhyModal(withPictures ? complete : { ...complete, compared: [] })),
  );
}

/** @returns whether the modal is still open. */
async function update({ slack }: Pick<Deps, 'slack'>, viewId: string, view: ModalView): Promise<boolean> {
  return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
}

/** Uses the same rule and thresholds as the reply. */
async function explain(
  deps: ExplainDeps,
  { photoId, faceId, reply }: WhyRequest,
): Promise<{ readonly explanation: Explanation; readonly scores: EngineScores['kind'] } | undefined> {
  const [photo, state] = await Promise.all([deps.recognizer.photos.read(photoId), readReplyStateAt(deps, reply)]);
  const candidates = await deps.candidateCache.recall(photo);
  const thresholds = thresholdsFor(candidates, deps.thresholds);
  const rows = nameFaces(photo, candidates, thresholds, state?.order);
  const explanation = explainFace(rows, faceId, { thresholds, isCollage: photo.collage !== undefined });
  return explanation && { explanation, scores: scoresOf(candidates.engine).kind };
}

/** How many tagged photos of a person the model was trained on. */
function countPhotos(tags: readonly PhotoTag[], { id }: Person, trainedAt: Date | undefined): number {
  const known = tags.filter(
    ({ person, taggedAt }) => person.id === id && (trainedAt === undefined || taggedAt <= trainedAt),
  );
  return countByPerson(known).get(id)?.photos ?? 0;
}

/** The face in question, and who asks. */
export interface WhyRequest {
  readonly reply: ReplyRef;
  readonly photoId: string;
  readonly faceId: string;
  readonly viewerId: string;
  readonly explains: Explains;
}

type CompareDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly facePictures: FacePictures };

/**
 * Finds each candidate's tagged face that is most similar to the face in question, and places the two side by side. Faces from
 * conversations that the viewer is not in are skipped.
 * @param tags every current tag.
 * @returns the comparisons that can be shown, in the order given; undefined when the service cannot search by face.
 */
async function compareFaces(
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
