import type { ImageBlock, KnownBlock, ModalView } from '@slack/types';
import type { Explanation } from '../faces/explain.js';
import type { Candidate } from '../faces/model.js';
import type { EngineScores } from '../faces/thresholds.js';
import { context, plain, section } from './blocks.js';
import type { Explains } from './face-choice.js';
import { count, escapeMrkdwn, percent, truncate, wholePercent } from './text.js';
import { WORDING } from './wording/general.js';
import { WHY_WORDING } from './wording/why.js';

/** A tagged face that is compared with the explained one. */
export interface ComparedFace {
  readonly candidate: Candidate;
  /** Slack file of a picture with the face in question on the left and the tagged one on the right. */
  readonly pictureFileId: string;
}

export interface WhyContent {
  readonly explains: Explains;
  readonly explanation: Explanation;
  /** What the scores mean; see thresholds.ts. */
  readonly scores: EngineScores['kind'];
  /** How many tagged photos of the person the model was trained on. */
  readonly photos: number;
  /** Most similar first; undefined while they are being searched for. */
  readonly compared: readonly ComparedFace[] | undefined;
  /** What to say if there is nothing to compare with; mrkdwn. */
  readonly remark: string;
}

/** The modal before anything is known. */
export function buildWhyLooking(explains: Explains): ModalView {
  return modal(explains, [section(WHY_WORDING.looking)]);
}

/** The modal if there is nothing to explain, or if that cannot be found out. @param text plain text. */
export function buildWhyNot(explains: Explains, text: string): ModalView {
  return modal(explains, [section(escapeMrkdwn(text))]);
}

/** Why a face has the name it has, or none, with the most similar faces that were tagged. */
export function buildWhyModal({ explains, explanation, scores, photos, compared, remark }: WhyContent): ModalView {
  const { number, best, thresholds } = explanation;
  const from = photos === 0 ? '' : ` (${count(photos, 'tagged photo')})`;
  const name = `*${escapeMrkdwn(best.person.name)}*`;
  const similarity =
    scores === 'votes'
      ? `${share(best.score)} of the tagged faces most similar to face ${number} are ${name}${from}.`
      : `Face ${number} is ${share(best.score)} likely ${name}${from}.`;
  return modal(explains, [
    section(`${similarity} ${describeNext(explanation)}`),
    section(describeBecause(explanation)),
    context(describeThresholds(thresholds)),
    ...(compared ?? []).map((each) => comparison(number, each)),
    context(compared === undefined ? WHY_WORDING.lookingForFaces : remark),
  ]);
}

function describeNext({ others, best }: Explanation): string {
  const [next] = others;
  if (next === undefined) return 'No one else comes close.';
  const candidate = `${escapeMrkdwn(next.person.name)}, ${share(next.score)}`;
  // Someone who is already tagged on another face may have a higher score.
  return next.score > best.score ? `Even closer: ${candidate}.` : `Next closest: ${candidate}.`;
}

function describeBecause({ because, best, others }: Explanation): string {
  const person = escapeMrkdwn(best.person.name);
  const lead = wholePercent(best.score) - wholePercent(others[0]?.score ?? 0);
  switch (because.kind) {
    case 'clear':
      return `That’s sure enough to say the name: ${points(lead)} ahead of anyone else.`;
    case 'below sure':
      return 'That’s not sure enough to say the name, so I ask.';
    case 'hidden':
      return 'But I don’t see enough of this face to be sure, so I ask.';
    case 'close':
      return lead < 1
        ? 'Someone else fits just as well, so I ask.'
        : `That’s only ${points(lead)} ahead of someone else, so I ask.`;
    case 'other face':
      return `But face ${because.number} looks like ${person} too, and no one appears twice in one photo. ${WHY_WORDING.collage}`;
    case 'named elsewhere':
      return `But face ${because.number} is already named ${person}, and no one appears twice in one photo. ${WHY_WORDING.collage}`;
    case 'below likely':
      return 'That’s too low to ask.';
  }
}

/** The thresholds in plain words, in whole percent. */
function describeThresholds({ sure, likely, margin }: Explanation['thresholds']): string {
  const alone = margin > 0 ? ` if no one else is within ${points(wholePercent(margin))}` : '';
  return `I name someone at ${percent(sure)} or more${alone}. From ${percent(likely)}, I ask.`;
}

/** Never 0%: a recogniser is never certain. */
function share(score: number): string {
  return score < 0.005 ? 'under 1%' : percent(score);
}

/** The difference between two percentages. */
function points(distance: number): string {
  return count(distance, 'point');
}

function comparison(number: number, { candidate, pictureFileId }: ComparedFace): ImageBlock {
  const { person, score } = candidate;
  return {
    type: 'image',
    slack_file: { id: pictureFileId },
    alt_text: truncate(`Face ${number} on the left, the most similar tagged face of ${person.name} on the right`, 2000),
    title: plain(`Face ${number} and ${person.name} · ${share(score)}`),
  };
}

function modal(explains: Explains, blocks: KnownBlock[]): ModalView {
  const title = explains === 'name' ? WHY_WORDING.whyThisName : WHY_WORDING.whoLooksSimilar;
  return { type: 'modal', title: plain(title), close: plain(WORDING.close), blocks };
}
