import { describe, expect, it } from 'vitest';
import type { PersonTraining, PhotoTag } from '../../src/faces/model.js';
import type { Measurement, TrainingReport } from '../../src/faces/training-report.js';
import { buildTrainingReport } from '../../src/views/training-report.js';
import { person } from '../support/face-rows.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

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
      confused: [{ people: [ada, alan], faces: 1 }],
      doubtful: [{ photoId: 'photo-1', faceId: 'f', tagged: alan, looksLike: ada, score: 0.97 }],
      ...evaluation,
    },
    evaluationBefore: { total: 4, truePositives: 3, falsePositives: 0 },
    comparison: undefined,
    ...overrides,
  };
}

describe('the report of a training', () => {
  it('says how well people are recognised, whom they are confused with, and which tags look wrong', () => {
    const links = new Map([['photo-1', 'https://slack.test/archives/C1/p1']]);
    const { text, blocks } = buildTrainingReport(report({ measurement: measured() }), links);
    expect(text).toContain(
      'Tested on your own tags: 6 of 7 recognised, 1 wrong name (recall 86%, 75% last time; precision 86%).',
    );
    expect(text).toContain(
      'I’d mistake about 1 stranger in 1,000 for someone here. That’s for faces I can see well. ' +
        'I can’t measure covered, cut-off or too bright ones, so I only ask about those.',
    );
    expect(text).toContain(
      '• Ada Lovelace: 5 tags (+2), 5 of 5 recognised, 1 other face mistaken for them (recall 100%, precision 83%)',
    );
    expect(text).toContain('• Alan Turing: 2 tags, 1 of 2 recognised (recall 50%, precision 100%)');
    expect(text).toContain(
      'I can’t tell yet how well I know Alan Turing: this person’s photos are nearly identical. Tag one from another day.',
    );
    expect(text).toContain(
      'These people look alike to me: Ada Lovelace and Alan Turing (1 face). Same person? Merge them in App Home.',
    );
    expect(text).toContain('Tagged Alan Turing, but looks like Ada Lovelace');
    expect(blocks).toContainEqual(
      expect.objectContaining({ accessory: expect.objectContaining({ url: 'https://slack.test/archives/C1/p1' }) }),
    );
    expectAcceptedBySlack(blocks ?? []);
  });

  it('says how many tags taught nothing, and whom that leaves unknown', () => {
    const people = [{ ...row('Ada', 3, 3), unusable: 1 }, { ...row('Ben & Co', 2, 2), unusable: 2 }, row('Cleo', 2, 2)];
    expect(buildTrainingReport(report({ people })).text).toContain(
      'I can’t learn from 3 tags: the faces are too small, blurred, turned away, covered, cut off or too bright. ' +
        'I can’t recognise Ben &amp; Co yet: name them in a clearer photo.',
    );
    const one = buildTrainingReport(report({ people: [{ ...row('Ada', 2, 2), unusable: 1 }] })).text;
    expect(one).toMatch(
      /I can’t learn from 1 tag: the face is too small, blurred, turned away, covered, cut off or too bright\.$/m,
    );
    expect(buildTrainingReport(report()).text).not.toContain('can’t learn from');
    const none = buildTrainingReport(report({ people: [{ ...row('Ada', 2, 2), unusable: 2 }] })).text;
    expect(none).toContain('I can’t recognise anyone yet.');
  });

  it('leads to no message that is not to be seen', () => {
    const { blocks } = buildTrainingReport(report({ measurement: measured() }));
    expect(JSON.stringify(blocks)).not.toContain('button');
  });

  it('says nothing of wrong names when there were none, and no recall when no one can be recognised', () => {
    const none = buildTrainingReport(
      report({ measurement: measured({ evaluationBefore: undefined }, { falsePositives: 0 }) }),
    ).text;
    expect(none).toContain('no wrong names (recall 86%; precision 100%).');
    const untried = measured({}, { total: 0, truePositives: 0, falsePositives: 0, confused: [], doubtful: [] });
    expect(buildTrainingReport(report({ measurement: untried })).text).toContain(
      'at least one person named in two photos',
    );
  });

  it('says why a worse model is not used, and what to do', () => {
    const comparison = { faces: 40, before: 38, now: 31, isWorse: true, lost: new Map([[ada.id, 5]]) };
    const { text, blocks } = buildTrainingReport(report({ isPromoted: false, measurement: measured({ comparison }) }));
    expect(text).toMatch(/^I kept the old model: the new one recognises fewer faces\./);
    expect(text).toContain('It gets 31 of 40 known faces right; the old one gets 38, mostly of Ada Lovelace.');
    expect(text).toContain('To use the new one anyway, run `/train-faces promote`.');
    expectAcceptedBySlack(blocks ?? []);
  });

  it('names tags that were lost as a loss, and tags that people changed as none', () => {
    const tag: PhotoTag = { photoId: 'photo-1', faceId: 'f', person: ada, taggedBy: 'U1', taggedAt: new Date(0) };
    const { text } = buildTrainingReport(report({ tagDiff: { before: 8, unchanged: 5, changed: 2, lost: [tag] } }));
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
    const { text, blocks } = buildTrainingReport(report({ people, measurement: measured({}, { doubtful }) }));
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
    const confused = everyone.map((each, index) => ({ people: [each, named(index + 1)] as const, faces: 2 }));
    const people = everyone.map((each) => ({
      ...{ person: each, total: 9, truePositives: 3, falsePositives: 4, tooSimilar: true },
    }));
    const lost = everyone.map((each, index) => ({
      ...{ photoId: `p${index}`, faceId: 'f', person: each, taggedBy: 'U1', taggedAt: new Date(0) },
    }));
    const { blocks } = buildTrainingReport({
      ...report({ people: tags, gone: everyone, tagDiff: { before: 80, unchanged: 40, changed: 0, lost } }),
      measurement: measured({ tagsOfOneNetwork: 9 }, { doubtful, confused, people }),
    });
    expectAcceptedBySlack(blocks ?? []);
  });

  it('leads with what changed and what to do, then tips, then the people', () => {
    const { text, blocks } = buildTrainingReport(report({ gone: [person('Charles Babbage')] }));
    expect(text.split('\n')).toEqual([
      'I can now recognise 3 people.',
      'New since last time: 1 new person, 3 more tags and Charles Babbage removed. Post a photo to see it.',
      'One more photo each would make me surer of Grace Hopper.',
      'This face service can’t test a model, so I use cautious standard thresholds.',
      '• Ada Lovelace: 5 tags (+2)',
      '• Alan Turing: 2 tags',
      '• Grace Hopper: 1 tag (new)',
    ]);
    expectAcceptedBySlack(blocks ?? []);
  });

  it('compares with nothing the first time', () => {
    const { text } = buildTrainingReport(report({ people: [row('Ada', 2)], previousAt: undefined }));
    expect(text).toContain('I can now recognise 1 person.\nPost a photo to see it.');
    expect(text).toMatch(/• Ada: 2 tags$/);
    expect(text).not.toContain('since last time');
    expect(text).not.toContain('surer');
  });

  it('says so when nothing changed, and when tags were removed', () => {
    expect(buildTrainingReport(report({ people: [row('Ada', 2, 2)] })).text).toContain('Nothing new since last time.');
    const fewer = buildTrainingReport(report({ people: [row('Ada', 2, 3)] })).text;
    expect(fewer).toContain('• Ada: 2 tags (−1)');
    expect(fewer).toContain('New since last time: 1 fewer tag.');
  });

  it('lists of many people only those whose faces the test got wrong', () => {
    const people = [row('Ada Lovelace', 5), row('Alan Turing', 2), ...'CDEFGHIJ'.split('').map((name) => row(name, 3))];
    const { text, blocks } = buildTrainingReport(report({ people, measurement: measured() }));
    expect(text.split('\n').filter((line) => line.startsWith('•'))).toEqual([
      expect.stringContaining('Ada Lovelace: 5 tags'),
      expect.stringContaining('Alan Turing: 2 tags'),
      '• 8 other people',
    ]);
    expectAcceptedBySlack(blocks ?? []);
    expect(buildTrainingReport(report({ people })).text).not.toContain('•');
  });

  it('fits into a message with a thousand people', () => {
    const people = Array.from({ length: 1000 }, (_, index) => row(`${'Somebody & Somebody '.repeat(3)} ${index}`, 1));
    const { text, blocks } = buildTrainingReport(report({ people }));
    expectAcceptedBySlack(blocks ?? []);
    expect(text).toContain('I can now recognise 1000 people.');
  });
});
