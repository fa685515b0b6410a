import type { ContextBlock, ImageBlock, KnownBlock, ModalView, SectionBlock } from '@slack/types';
import type { Explanation } from '../faces/explain.js';
import type { Candidate } from '../faces/model.js';
import type { EngineScores } from '../faces/thresholds.js';
import type { Explains } from './ids.js';
import { escapeMrkdwn, truncate } from './mrkdwn.js';
import { count, percent, WORDING } from './wording.js';

/** A tagged face beside the one that is explained. */
export interface ComparedFace {
  readonly candidate: Candidate;
  /** Slack file of a picture with the face in question on the left and the tagged one on the right. */
  readonly pictureFileId: string;
}

export interface WhyContent {
  readonly explains: Explains;
  readonly explanation: Explanation;
  /** What the scores are shares of; see thresholds.ts. */
  readonly scores: EngineScores['kind'];
  /** Tags that the recogniser knows the person from. */
  readonly tags: number;
  /** Most likely first; undefined as long as they are being looked for. */
  readonly compared: readonly ComparedFace[] | undefined;
  /** What to say when there may be nothing to compare with; mrkdwn. */
  readonly note: string;
}

/** What the modal shows before anything is known. */
export function buildWhyLooking(explains: Explains): ModalView {
  return modal(explains, [section(WORDING.whyLooking)]);
}

/** What the modal shows when there is nothing to explain, or when it cannot be found out. @param text plain text. */
export function buildWhyNot(explains: Explains, text: string): ModalView {
  return modal(explains, [section(escapeMrkdwn(text))]);
}

/** Why a face has the name it has, or none, with the most similar faces that were tagged. */
export function buildWhyModal({ explains, explanation, scores, tags, compared, note }: WhyContent): ModalView {
  const { number, best, thresholds } = explanation;
  const from = tags === 0 ? '' : `, from ${count(tags, 'tag')}`;
  const means = scores === 'votes' ? 'of the votes of the tagged faces most like it are for' : 'that this is';
  const likeness = `*Face ${number}*: ${share(best.score)} ${means} *${escapeMrkdwn(best.person.name)}*${from}.`;
  return modal(explains, [
    section(`${likeness} ${describeNext(explanation)}`),
    section(describeBecause(explanation)),
    context(describeLines(thresholds)),
    ...(compared ?? []).map((each) => comparison(number, each)),
    context(compared === undefined ? WORDING.whyLookingForFaces : note),
  ]);
}

function describeNext({ others, best }: Explanation): string {
  const [next] = others;
  if (next === undefined) return 'I know nobody else it could be.';
  const whom = `${escapeMrkdwn(next.person.name)} at ${share(next.score)}`;
  // Somebody who is named on another face may be ahead.
  return next.score > best.score ? `Even closer is ${whom}.` : `The next closest is ${whom}.`;
}

function describeBecause({ because, best, others }: Explanation): string {
  const person = escapeMrkdwn(best.person.name);
  const lead = wholePercent(best.score) - wholePercent(others[0]?.score ?? 0);
  switch (because.kind) {
    case 'clear':
      return `So I say the name: that is enough, and ${points(lead)} ahead of everybody else.`;
    case 'below sure':
      return 'So I ask: that is not enough to say the name.';
    case 'close':
      return lead < 1
        ? 'So I ask: somebody else fits just as well.'
        : `So I ask: it is only ${points(lead)} ahead of somebody else.`;
    case 'other face':
      return `But face ${because.number} is like ${person}, too, and nobody should be on one photo twice. ${WORDING.whyCollage}`;
    case 'named elsewhere':
      return `But ${person} is named on face ${because.number} already, and nobody should be on one photo twice. ${WORDING.whyCollage}`;
    case 'below likely':
      return 'So I do not ask whether it is them: that is too little.';
  }
}

/** The lines as plain words; shares of 1 as whole percent. */
function describeLines({ sure, likely, margin }: Explanation['thresholds']): string {
  const ahead = margin > 0 ? `, and only when it is at least ${points(wholePercent(margin))} ahead` : '';
  return `I say a name from ${percent(sure)} on${ahead}. I ask from ${percent(likely)} on.`;
}

/** A recogniser is no more certain that somebody is not meant than that they are. */
function share(score: number): string {
  return score < 0.005 ? 'under 1 %' : percent(score);
}

/** As {@link percent} says it. */
function wholePercent(score: number): number {
  return Math.min(99, Math.round(score * 100));
}

/** The distance of two percentages. */
function points(distance: number): string {
  return count(distance, 'point');
}

function comparison(number: number, { candidate, pictureFileId }: ComparedFace): ImageBlock {
  const { person, score } = candidate;
  return {
    type: 'image',
    slack_file: { id: pictureFileId },
    alt_text: truncate(`On the left face ${number}, on the right the tagged face of ${person.name} most like it`, 2000),
    title: { type: 'plain_text', text: `Face ${number} and ${person.name} · ${share(score)}` },
  };
}

function modal(explains: Explains, blocks: KnownBlock[]): ModalView {
  const title = explains === 'name' ? WORDING.whyThisName : WORDING.whomIsItLike;
  return { type: 'modal', title: plain(title), close: plain(WORDING.close), blocks };
}

function section(mrkdwn: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: mrkdwn } };
}

function context(mrkdwn: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: mrkdwn }] };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}
