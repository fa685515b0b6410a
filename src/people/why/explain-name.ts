import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.js';
import { type Explanation, explainFace } from '../../faces/explain.js';
import type { Person, PhotoTag } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { type EngineScores, scoresOf, thresholdsFor } from '../../faces/thresholds.js';
import { explainFailure, isStopping } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { unlessGone } from '../../slack/errors.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { buildWhyLooking, buildWhyModal, buildWhyNot, type WhyContent } from '../../views/why-modal.js';
import { WORDING } from '../../views/wording.js';
import { type CompareDeps, compareFaces, type WhyRequest } from './compare-faces.js';

type ExplainDeps = CompareDeps & Pick<Deps, 'thresholds' | 'sleep'> & { readonly candidateCache: CandidateCache };

/** People shown beside the face: the best candidate, and those that come next. */
const MAX_COMPARED = 3;

/** Opens the modal that explains a name, at once and empty, because a trigger is good for 3 s, and then fills it. */
export async function explainName(deps: ExplainDeps, triggerId: string, request: WhyRequest): Promise<void> {
  const { explains } = request;
  const opened = await deps.slack.views.open({ trigger_id: triggerId, view: buildWhyLooking(explains) });
  const viewId = opened.view?.id;
  if (viewId === undefined) return;
  try {
    await fill(deps, viewId, request);
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(deps, viewId, buildWhyNot(explains, explainFailure(error, deps.log)));
  }
}

/** First in words, then with the faces, which take longer. */
async function fill(deps: ExplainDeps, viewId: string, request: WhyRequest): Promise<void> {
  const { recognizer } = deps;
  const { explains } = request;
  const explained = await explain(deps, request);
  if (explained === undefined) {
    await update(deps, viewId, buildWhyNot(explains, WORDING.whyNothing));
    return;
  }
  const { explanation, scores } = explained;
  const { best, others } = explanation;
  const [given, { last }] = await Promise.all([recognizer.tags.list(), recognizer.model.state()]);
  const tags = countTags(given, best.person, last?.at);
  const words: WhyContent = { explains, explanation, scores, tags, compared: undefined, note: WORDING.whyOnlyYours };
  if (!(await update(deps, viewId, buildWhyModal(words)))) return;

  const wanted = [best, ...others].sort((a, b) => b.score - a.score).slice(0, MAX_COMPARED);
  const compared = await compareFaces(deps, request, wanted, given);
  const complete: WhyContent =
    compared === undefined ? { ...words, compared: [], note: WORDING.whyWordsOnly } : { ...words, compared };
  await sendWithPictures(deps, (withPictures) =>
    update(deps, viewId, buildWhyModal(withPictures ? complete : { ...complete, compared: [] })),
  );
}

/** @returns whether the modal is still open: a person who closed it does not wait for more. */
async function update({ slack }: Pick<Deps, 'slack'>, viewId: string, view: ModalView): Promise<boolean> {
  return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
}

/** By the same rules, and with the same thresholds, that made the row. */
async function explain(
  deps: ExplainDeps,
  { photoId, faceId }: WhyRequest,
): Promise<{ readonly explanation: Explanation; readonly scores: EngineScores['kind'] } | undefined> {
  const photo = await deps.recognizer.photos.read(photoId);
  const candidates = await deps.candidateCache.recall(photo);
  const thresholds = thresholdsFor(candidates, deps.thresholds);
  const rows = nameFaces(photo, candidates, thresholds);
  const explanation = explainFace(rows, faceId, { thresholds, isCollage: photo.collage !== undefined });
  return explanation && { explanation, scores: scoresOf(candidates.engine).kind };
}

/** Tags of a person that were there when the recogniser learned: it does not know later ones yet. */
function countTags(tags: readonly PhotoTag[], { id }: Person, learnedAt: Date | undefined): number {
  return tags.filter(({ person, taggedAt }) => person.id === id && (learnedAt === undefined || taggedAt <= learnedAt))
    .length;
}
