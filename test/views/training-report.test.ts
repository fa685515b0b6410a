import type { Button, SectionBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { PersonTraining, PhotoTag } from '../../src/faces/model.js';
import type { Measurement, TrainingReport } from '../../src/faces/training-report.js';
import type { PhotoLinks } from '../../src/views/training-checks.js';
import { buildTrainingDetails, buildTrainingReport } from '../../src/views/training-report.js';
import { person } from '../support/face-rows.js';
import { expectAcceptedBySlack, expectViewAcceptedBySlack } from '../support/slack-rules.js';

const row = (name: string, tags: number, tagsBefore?: number): PersonTraining => ({
  person: person(name),
  tags,
  tagsBefore,
});

function report(overrides: Partial<TrainingReport> = {}): TrainingReport {
  return {
    people: [row('Ada Lovelace', 5, 3), row('Alan Turing', 2, 2), row('Grace Hopper', 1)],
    gone: [],
    previousAt: new Date('2026-11-20T10:00:00Z'),
    isPromoted: true,
    measurement: undefined,
    tagDiff: { before: 8, unchanged: 8, changed: 0, lost: [] },
    tookMs: 2345,
    ...overrides,
  };
}

const build = (of: TrainingReport, links: PhotoLinks = new Map(), merged: readonly string[] = []) =>
  buildTrainingReport({ id: 'report-1', report: of, links, merged: new Set(merged) });
const details = (of: TrainingReport) => {
  const { blocks } = buildTrainingDetails(of);
  return blocks
    .flatMap((block) => (block.type === 'section' ? [(block as SectionBlock).text?.text ?? ''] : []))
    .join('\n');
};

const ada = person('Ada Lovelace');
const alan = person('Alan Turing');

function measured(
  overrides: Partial<Measurement> = {},
  evaluation: Partial<Measurement['evaluation']> = {},
): Measurement {
  return {
    thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
    falsePositiveIdentificationRate: 0.0007,
    tagsOfOneNetwork: 0,
    evaluation: {
      total: 7,
      truePositives: 6,
      falsePositives: 1,
      people: [
        { person: ada, total: 5, truePositives: 5, falsePositives: 1, tooSimilar: false },
        { person: alan, total: 2, truePositives: 1, falsePositives: 0, tooSimilar: true },
      ],
      confused: [{ people: [ada, alan], faces: 1, photoIds: ['photo-2', 'photo-1'] }],
      doubtful: [{ photoId: 'photo-1', faceId: 'f', tagged: alan, looksLike: ada, score: 0.97 }],
      ...evaluation,
    },
    evaluationBefore: { total: 4, truePositives: 3, falsePositives: 0 },
    comparison: undefined,
    ...overrides,
  };
}

describe('the report of a training', () => {
  it('says what to check, with buttons, and how well people are recognised in one line', () => {
    const links = new Map([['photo-1', 'https://slack.test/archives/C1/p1']]);
    const { text, blocks } = build(report({ measurement: measured() }), links);
    expect(text.split('\n')).toEqual([
      'I can now recognise 3 people.',
      'New since last time: 1 new person and 3 more tags. Post a photo to see it.',
      '2 things to check',
      'Ada Lovelace and Alan Turing look like the same person.',
      'Tagged Alan Turing, but looks like Ada Lovelace',
      'Tested on your own tags: 6 of 7 recognised, 1 wrong name. I’d mistake about 1 stranger in 1,000 for someone here.',
      'One more photo each would make me surer of Grace Hopper.',
    ]);
    expect(buttonsIn(blocks)).toEqual(['Merge', 'See Alan Turing', 'See the photo', 'Details']);
    expect(JSON.stringify(blocks)).toContain('"url":"https://slack.test/archives/C1/p1"');
    expectAcceptedBySlack(blocks ?? []);
  });

  it('merges the one with fewer tags into the other, and asks first', () => {
    const { blocks } = build(report({ measurement: measured() }));
    expect(JSON.stringify(blocks)).toContain(`"value":"report-1:${alan.id}:${ada.id}"`);
    expect(JSON.stringify(blocks)).toContain('Alan Turing then counts as Ada Lovelace.');
  });

  it('merges into the one with a Slack account', () => {
    const member = { id: 'slack-u0alan000', name: 'Alan Turing' };
    const confused = [{ people: [ada, member] as const, faces: 1, photoIds: ['photo-2', 'photo-1'] as const }];
    const { blocks } = build(report({ measurement: measured({}, { confused, doubtful: [] }) }));
    expect(JSON.stringify(blocks)).toContain(`"value":"report-1:${ada.id}:${member.id}"`);
  });

  it('shows that people were merged, and asks no more about them', () => {
    const { text, blocks } = build(report({ measurement: measured() }), new Map(), [alan.id]);
    expect(text).toContain(
      'Nothing left to check\nAlan Turing now counts as Ada Lovelace. You can split them in App Home.',
    );
    expect(text).not.toContain('Tagged');
    expect(buttonsIn(blocks)).toEqual(['Details']);
  });

  it('has the rest behind “Details”', () => {
    const people = [{ ...row('Ada Lovelace', 5, 3), unusable: 1 }, row('Alan Turing', 2, 2), row('Grace Hopper', 1)];
    const shown = report({ people, measurement: measured({ tagsOfOneNetwork: 2 }) });
    expect(details(shown).split('\n')).toEqual([
      'Tested on your own tags: 6 of 7 recognised, 1 wrong name. I’d mistake about 1 stranger in 1,000 for someone here.',
      'Recall 86% (75% last time), precision 86%. That’s for faces I can see well. ' +
        'I can’t measure covered, cut-off or too bright ones, so I only ask about those.',
      'I can’t learn from 1 tag: the face is too small, blurred, turned away, covered, cut off or too bright.',
      '2 tags are from before I learned to compare faces in a second way, so I’m more cautious with those faces. ' +
        'Tagging the same person in a new photo helps.',
      'I can’t tell yet how well I know Alan Turing: this person’s photos are nearly identical. Tag one from another day.',
      '• Ada Lovelace: 5 tags (+2), 5 of 5 recognised, 1 other face mistaken for them (recall 100%, precision 83%)',
      '• Alan Turing: 2 tags, 1 of 2 recognised (recall 50%, precision 100%)',
      '• Grace Hopper: 1 tag (new)',
    ]);
    expectViewAcceptedBySlack(buildTrainingDetails(shown));
  });

  it('names those it can’t recognise because nothing can be learned from their tags', () => {
    const people = [{ ...row('Ada', 3, 3), unusable: 1 }, { ...row('Ben & Co', 2, 2), unusable: 2 }, row('Cleo', 2, 2)];
    expect(build(report({ people })).text).toContain(
      'I can’t recognise Ben &amp; Co yet: name them in a clearer photo.',
    );
    expect(details(report({ people }))).toContain('I can’t learn from 3 tags: the faces are too small');
    expect(details(report())).not.toContain('can’t learn from');
    const none = build(report({ people: [{ ...row('Ada', 2, 2), unusable: 2 }] })).text;
    expect(none).toContain('I can’t recognise anyone yet.');
  });

  it('leads to no message that is not to be seen', () => {
    const { blocks } = build(report({ measurement: measured() }));
    expect(JSON.stringify(blocks)).not.toContain('url');
  });

  it('says so when there were no wrong names, and when no one can be recognised', () => {
    const none = build(report({ measurement: measured({}, { falsePositives: 0 }) })).text;
    expect(none).toContain('6 of 7 recognised, no wrong names.');
    const untried = report({
      measurement: measured({}, { total: 0, truePositives: 0, falsePositives: 0, confused: [], doubtful: [] }),
    });
    expect(build(untried).text).toContain('at least one person named in two photos');
    expect(details(untried)).not.toContain('Recall');
  });

  it('says why a worse model is not used, and what to do', () => {
    const comparison = { faces: 40, before: 38, now: 31, isWorse: true, lost: new Map([[ada.id, 5]]) };
    const { text, blocks } = build(report({ isPromoted: false, measurement: measured({ comparison }) }));
    expect(text).toMatch(/^I kept the old model: the new one recognises fewer faces\./);
    expect(text).toContain('It gets 31 of 40 known faces right; the old one gets 38, mostly of Ada Lovelace.');
    expect(text).toContain('To use the new one anyway, run `/train-faces promote`.');
    expectAcceptedBySlack(blocks ?? []);
  });

  it('names tags that were lost as a loss, and tags that people changed as none', () => {
    const tag: PhotoTag = { photoId: 'photo-1', faceId: 'f', person: ada, taggedBy: 'U1', taggedAt: new Date(0) };
    const { text } = build(report({ tagDiff: { before: 8, unchanged: 5, changed: 2, lost: [tag] } }));
    expect(text).toContain('1 tag went missing.');
    expect(text).toContain('Please name that face again');
    expect(text).toContain('Missing: Ada Lovelace');
  });

  it('fits into a message with a thousand names in another script', () => {
    const people = Array.from({ length: 1000 }, (_, index) => row(`${'名前'.repeat(30)} ${index}`, 1));
    const doubtful = Array.from({ length: 30 }, (_, index) => ({
      photoId: `p${index}`,
      faceId: 'f',
      tagged: person('名前'.repeat(35)),
      looksLike: person('人'.repeat(75)),
      score: 0.9,
    }));
    const { text, blocks } = build(report({ people, measurement: measured({}, { doubtful }) }));
    expectAcceptedBySlack(blocks ?? []);
    expect(text).toContain('… and 25 more tags to check.');
  });

  it('fits into a message whatever there is to say about people with long names', () => {
    const everyone = Array.from({ length: 40 }, (_, index) => person(`${index} ${'名'.repeat(72)}`));
    const named = (index: number) => everyone[index % everyone.length] ?? ada;
    const tags = everyone.map((each, index) => ({ person: each, tags: 1, tagsBefore: undefined, unusable: index % 2 }));
    const doubtful = everyone.map((tagged, index) => ({
      ...{ photoId: `p${index}`, faceId: 'f', tagged, looksLike: named(index + 1), score: 0.9 },
    }));
    const confused = everyone.map((each, index) => ({
      people: [each, named(index + 1)] as const,
      faces: 2,
      photoIds: [`p${index}`, `p${index + 1}`] as const,
    }));
    const people = everyone.map((each) => ({
      ...{ person: each, total: 9, truePositives: 3, falsePositives: 4, tooSimilar: true },
    }));
    const lost = everyone.map((each, index) => ({
      ...{ photoId: `p${index}`, faceId: 'f', person: each, taggedBy: 'U1', taggedAt: new Date(0) },
    }));
    const shown = {
      ...report({ people: tags, gone: everyone, tagDiff: { before: 80, unchanged: 40, changed: 0, lost } }),
      measurement: measured({ tagsOfOneNetwork: 9 }, { doubtful, confused, people }),
    };
    const links = new Map(
      everyone.map((_, index) => [`p${index}`, `https://slack.test/archives/C0123456789/p${index}`]),
    );
    expectAcceptedBySlack(build(shown, links).blocks ?? []);
    expectViewAcceptedBySlack(buildTrainingDetails(shown));
  });

  it('leads with what changed and what to do', () => {
    const { text, blocks } = build(report({ gone: [person('Charles Babbage')] }));
    expect(text.split('\n')).toEqual([
      'I can now recognise 3 people.',
      'New since last time: 1 new person, 3 more tags and Charles Babbage removed. Post a photo to see it.',
      'This face service can’t test a model, so I use cautious standard thresholds.',
      'One more photo each would make me surer of Grace Hopper.',
    ]);
    expectAcceptedBySlack(blocks ?? []);
  });

  it('compares with nothing the first time', () => {
    const { text } = build(report({ people: [row('Ada', 2)], previousAt: undefined }));
    expect(text).toContain('I can now recognise 1 person.\nPost a photo to see it.');
    expect(text).not.toContain('since last time');
    expect(text).not.toContain('surer');
  });

  it('says so when nothing changed, and when tags were removed', () => {
    expect(build(report({ people: [row('Ada', 2, 2)] })).text).toContain('Nothing new since last time.');
    const fewer = report({ people: [row('Ada', 2, 3)] });
    expect(build(fewer).text).toContain('New since last time: 1 fewer tag.');
    expect(details(fewer)).toBe(`${build(fewer).text.split('\n').at(-1)}\n• Ada: 2 tags (−1)`);
  });

  it('has one line for people with few tags, however many they are', () => {
    const people = 'ABCDEFGHIJKLMNOPQR'.split('').map((name) => row(name, 1));
    expect(build(report({ people })).text).toContain(
      'One more photo each would make me surer of A, B, C and 15 others.',
    );
  });

  it('lists those whose faces the test got wrong first, behind “Details”', () => {
    const people = [...'CDEFGHIJ'.split('').map((name) => row(name, 3)), row('Ada Lovelace', 5), row('Alan Turing', 2)];
    const lines = details(report({ people, measurement: measured() }))
      .split('\n')
      .filter((line) => line.startsWith('•'));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toContain('Ada Lovelace');
    expect(lines[1]).toContain('Alan Turing');
  });

  it('fits into a message with a thousand people', () => {
    const people = Array.from({ length: 1000 }, (_, index) => row(`${'Somebody & Somebody '.repeat(3)} ${index}`, 1));
    const { text, blocks } = build(report({ people }));
    expectAcceptedBySlack(blocks ?? []);
    expect(text).toContain('I can now recognise 1000 people.');
    expectViewAcceptedBySlack(buildTrainingDetails(report({ people })));
    expect(details(report({ people }))).toMatch(/• 800 other people$/);
  });
});

/** The labels of the buttons in some blocks, top to bottom. */
function buttonsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'button') return [(value as unknown as Button).text.text];
  return Object.values(value).flatMap(buttonsIn);
}
