import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/faces/explain.js';
import { buildWhyLooking, buildWhyModal, buildWhyNot, type WhyContent } from '../../src/views/why-modal.js';
import { person } from '../support/face-rows.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const ada = { person: person('Ada Lovelace'), score: 0.96 };
const grace = { person: person('Grace Hopper'), score: 0.02 };

function content(explanation: Partial<Explanation> = {}, more: Partial<WhyContent> = {}): WhyContent {
  return {
    explains: 'name',
    explanation: {
      number: 2,
      best: ada,
      others: [grace],
      because: { kind: 'clear' },
      thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
      ...explanation,
    },
    scores: 'probability',
    photos: 3,
    compared: undefined,
    remark: 'A note.',
    ...more,
  };
}

/** The texts of a modal, line by line. */
function lines(view: ReturnType<typeof buildWhyModal>): string[] {
  expectViewAcceptedBySlack(view);
  return (view.blocks as KnownBlock[]).flatMap((block) => {
    if (block.type === 'section') return [block.text?.text ?? ''];
    if (block.type === 'context') return block.elements.map((element) => ('text' in element ? element.text : ''));
    return block.type === 'image' ? [`${block.title?.text} | ${block.alt_text}`] : [];
  });
}

describe('why this name', () => {
  it('is explained in plain words: score, tags, who is next, and the thresholds', () => {
    expect(lines(buildWhyModal(content()))).toEqual([
      'Face 2 is 96% likely *Ada Lovelace* (3 tagged photos). Next closest: Grace Hopper, 2%.',
      'That’s sure enough to say the name: 94 points ahead of anyone else.',
      'I name someone at 90% or more if no one else is within 5 points. From 50%, I ask.',
      'Finding the most similar tagged faces…',
    ]);
  });

  it('shows the nearest tagged faces, each beside this one and with words for who cannot see it', () => {
    const compared = [
      { candidate: ada, pictureFileId: 'F1' },
      { candidate: grace, pictureFileId: 'F2' },
    ];
    const view = buildWhyModal(content({}, { compared }));
    expect(lines(view).slice(3)).toEqual([
      'Face 2 and Ada Lovelace · 96% | Face 2 on the left, the most similar tagged face of Ada Lovelace on the right',
      'Face 2 and Grace Hopper · 2% | Face 2 on the left, the most similar tagged face of Grace Hopper on the right',
      'A note.',
    ]);
    expect(view.blocks[3]).toMatchObject({ type: 'image', slack_file: { id: 'F1' } });
  });

  it.each<[Explanation['because'], string]>([
    [{ kind: 'below sure' }, 'That’s not sure enough to say the name, so I ask.'],
    [{ kind: 'hidden' }, 'But I don’t see enough of this face to be sure, so I ask.'],
    [
      { kind: 'other face', number: 4 },
      'But face 4 looks like Ada Lovelace too, and no one appears twice in one photo.',
    ],
    [{ kind: 'named elsewhere', number: 1 }, 'But face 1 is already named Ada Lovelace,'],
    [{ kind: 'below likely' }, 'That’s too low to ask.'],
  ])('says what decided: %o', (because, sentence) => {
    expect(lines(buildWhyModal(content({ because })))[1]).toContain(sentence);
  });

  it('calls votes what are votes', () => {
    expect(lines(buildWhyModal(content({}, { scores: 'votes' })))[0]).toContain(
      '96% of the tagged faces most similar to face 2 are *Ada Lovelace* (3 tagged photos).',
    );
  });

  it('says how close someone else is', () => {
    const closeTo = (score: number) =>
      lines(buildWhyModal(content({ because: { kind: 'close' }, others: [{ ...grace, score }] })))[1];
    expect(closeTo(0.95)).toBe('That’s only 1 point ahead of someone else, so I ask.');
    expect(closeTo(0.959)).toBe('Someone else fits just as well, so I ask.');
  });

  it('says when there is no one else, when someone named elsewhere is even closer, and nothing of tags that are not there', () => {
    const alone = lines(buildWhyModal(content({ others: [] }, { photos: 0 })))[0];
    expect(alone).toBe('Face 2 is 96% likely *Ada Lovelace*. No one else comes close.');
    const sure = content({
      best: { ...ada, score: 1 },
      others: [{ ...grace, score: 0.001 }],
      because: { kind: 'clear' },
    });
    expect(lines(buildWhyModal(sure)).slice(0, 2).join()).toMatch(/99% .*, under 1%.* 99 points ahead/);
    const closer = content({ others: [{ ...grace, score: 0.98 }] });
    expect(lines(buildWhyModal(closer))[0]).toContain('Even closer: Grace Hopper, 98%.');
  });

  it('is called by what was asked', () => {
    expect(buildWhyLooking('name').title.text).toBe('Why this name?');
    expect(buildWhyModal(content({}, { explains: 'similarity' })).title.text).toBe('See who looks similar');
    expect(lines(buildWhyLooking('similarity'))).toEqual(['Looking…']);
    expect(lines(buildWhyNot('name', 'It is *away*'))).toEqual(['It is \u2060*\u2060away\u2060*\u2060']);
  });

  it('keeps to Slack’s limits with the longest names', () => {
    const long = { person: { id: 'p', name: '*'.repeat(75) }, score: 1 };
    const compared = [long, long, long].map((candidate) => ({ candidate, pictureFileId: 'F1' }));
    expectViewAcceptedBySlack(buildWhyModal(content({ best: long, others: [long] }, { compared })));
  });
});
