import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.js';
import { type Explanation, explainFace } from '../../faces/explain.js';
import type { GivenTag, Person } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { type EngineScores, scoresOf, thresholdsFor } from '../../faces/thresholds.js';
import { explainFailure } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { unlessGone } from '../../slack/errors.js';
import { sendWithPictures } from '../../slack/send-with-pictures.js';
import { buildWhyLooking, buildWhyModal, buildWhyNot, type WhyContent } from '../../views/why-modal.js';
import { WORDING } from '../../views/wording.js';
import type { CompareFaces, WhyRequest } from './compare-faces.js';

/**
 * Opens the modal that explains a name, at once and empty: a trigger is good for 3 s.
 * @returns what fills it, to be called when Slack has been answered.
 */
export type ExplainName = (triggerId: string, request: WhyRequest) => Promise<() => Promise<void>>;

/** People shown beside the face: whom it is taken for, and who comes next. */
const MAX_COMPARED = 3;

export function createExplainName(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log' | 'signal' | 'sleep'> & {
    readonly candidateCache: CandidateCache;
    readonly compareFaces: CompareFaces;
  },
): ExplainName {
  const { recognizer, slack, signal } = deps;

  return async (triggerId, request) => {
    const opened = await slack.views.open({ trigger_id: triggerId, view: buildWhyLooking(request.explains) });
    const viewId = opened.view?.id;
    return async () => {
      if (viewId === undefined) return;
      try {
        await fill(viewId, request);
      } catch (error) {
        signal.throwIfAborted();
        await update(viewId, buildWhyNot(request.explains, explainFailure(error, deps.log)));
      }
    };
  };

  /** First in words, then with the faces, which take longer. */
  async function fill(viewId: string, request: WhyRequest): Promise<void> {
    const { explains } = request;
    const explained = await explain(request);
    if (explained === undefined) {
      await update(viewId, buildWhyNot(explains, WORDING.whyNothing));
      return;
    }
    const { explanation, scores } = explained;
    const { best, others } = explanation;
    const [given, { last }] = await Promise.all([recognizer.tags.list(), recognizer.model.state()]);
    const tags = countTags(given, best.person, last?.at);
    const words: WhyContent = { explains, explanation, scores, tags, compared: undefined, note: WORDING.whyOnlyYours };
    if (!(await update(viewId, buildWhyModal(words)))) return;

    const wanted = [best, ...others].sort((a, b) => b.score - a.score).slice(0, MAX_COMPARED);
    const compared = await deps.compareFaces(request, wanted, given);
    const complete: WhyContent =
      compared === undefined ? { ...words, compared: [], note: WORDING.whyWordsOnly } : { ...words, compared };
    await sendWithPictures(deps, (withPictures) =>
      update(viewId, buildWhyModal(withPictures ? complete : { ...complete, compared: [] })),
    );
  }

  /** @returns whether it is still open: whoever closed it does not wait for more. */
  async function update(viewId: string, view: ModalView): Promise<boolean> {
    return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
  }

  /** By the same rules, and with the same thresholds, that made the row. */
  async function explain({
    photoId,
    faceId,
  }: WhyRequest): Promise<{ readonly explanation: Explanation; readonly scores: EngineScores['kind'] } | undefined> {
    const photo = await recognizer.photos.read(photoId);
    const candidates = await deps.candidateCache.recall(photo);
    const thresholds = thresholdsFor(candidates, deps.thresholds);
    const rows = nameFaces(photo, candidates, thresholds);
    const explanation = explainFace(rows, faceId, { thresholds, isCollage: photo.collage !== undefined });
    return explanation && { explanation, scores: scoresOf(candidates.engine).kind };
  }
}

/** Tags of somebody that were there when the recogniser learned: what came after, it does not know yet. */
function countTags(tags: readonly GivenTag[], { id }: Person, learnedAt: Date | undefined): number {
  return tags.filter(({ person, taggedAt }) => person.id === id && (learnedAt === undefined || taggedAt <= learnedAt))
    .length;
}
