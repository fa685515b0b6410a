import { describe, expect, it } from 'vitest';
import type { UndoableChange } from '../../src/faces/person-registry.js';
import { buildConfirmPerson } from '../../src/views/confirm-person.js';
import { buildForgettingModal } from '../../src/views/forget.js';
import { buildFoundPhotos, buildQueryHelp, describeQuery } from '../../src/views/found-photos.js';
import { buildFailedHome, buildHome } from '../../src/views/home.js';
import { buildNewPersonModal, buildSamePersonModal } from '../../src/views/new-person-modal.js';
import { buildAllChanges } from '../../src/views/person-changes.js';
import { buildPersonMenu } from '../../src/views/person-menu.js';
import { buildMergePersonModal, buildNotice, buildPersonModal } from '../../src/views/person-modal.js';
import { buildReply } from '../../src/views/reply.js';
import { buildTrainingDetails, buildTrainingReport } from '../../src/views/training-report.js';
import { buildWhyModal, buildWhyNot } from '../../src/views/why-modal.js';
import { faceRow, likely, named, sure, unknown } from '../support/face-rows.js';
import { emptyHome, homePerson } from '../support/home-content.js';
import { expectAcceptedBySlack, expectVerbatim, expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** What Slack makes links and notifications of unless it is told not to. */
const TYPED = ['https://evil.example/x', '#photos', '@here', '<!here>', 'www.evil.example', 'me@evil.example'];

const NOTHING = {
  anyOf: [],
  isOnly: false,
  without: [],
  from: undefined,
  to: undefined,
  channelIds: [],
  postedBy: [],
};

describe.each(TYPED)('a person called %s', (name) => {
  const someone = { id: 'someone', name };
  const by = { by: 'UADA00000', at: new Date(0) };
  const changes: UndoableChange[] = [
    { kind: 'renamed', person: someone, from: name, ...by },
    { kind: 'merged', person: someone, into: someone, ...by },
    { kind: 'removed', person: someone, ...by },
  ];
  const context = { personId: 'someone', face: undefined, origin: { kind: 'home' as const, page: 0 } };
  const namesake = { person: someone, isKnown: true, member: undefined, looksAlike: false };
  const target = { photoId: 'slack-f1', faceId: 'a', channelId: 'C1', threadTs: '1.0', replyTs: '2.0' };
  const face = { photoId: 'slack-f1', faceId: 'a' };

  it('is nothing but a name in a reply', () => {
    const rejected = [{ faceId: 'a', person: someone, rejectedBy: 'UADA00000', rejectedAt: new Date(0) }];
    const rows = [sure(name), likely(name), named(name), unknown].map((verdict, at) => faceRow(at + 1, verdict));
    const collage = { flaggedBy: 'UADA00000', flaggedAt: new Date(0) };
    const { blocks } = buildReply({
      photos: [
        { photoId: 'slack-f1', pictureFileId: undefined, collage, rows: rows.map((row) => ({ ...row, rejected })) },
      ],
      page: 0,
      revision: 'r',
      explainTraining: 'automatic',
    });
    expectAcceptedBySlack(blocks);
  });

  it('is nothing but a name in the answer to a search that was not understood', () => {
    const problems = [{ kind: 'no name', typed: name } as const];
    expectAcceptedBySlack(buildQueryHelp(problems, { ...NOTHING, anyOf: [[name]] }).blocks);
  });

  it('is nothing but a name in the report of a training', () => {
    const tag = { ...face, person: someone, taggedBy: 'UADA00000', taggedAt: new Date(0) };
    const evaluation = {
      total: 2,
      truePositives: 1,
      falsePositives: 1,
      people: [{ person: someone, total: 2, truePositives: 1, falsePositives: 1, tooSimilar: true }],
      confused: [
        { people: [someone, { id: 'other', name }] as const, faces: 1, photoIds: ['slack-f1', 'slack-f2'] as const },
      ],
      doubtful: [{ ...face, tagged: someone, looksLike: someone, score: 0.97 }],
    };
    const report = {
      people: [{ person: someone, tags: 1, tagsBefore: undefined, unusable: 1 }],
      gone: [someone],
      previousAt: new Date(0),
      isPromoted: true,
      measurement: {
        thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
        falsePositiveIdentificationRate: 0.001,
        tagsOfOneNetwork: 3,
        evaluation,
        evaluationBefore: undefined,
        comparison: undefined,
      },
      tagDiff: { before: 2, unchanged: 1, changed: 0, lost: [tag] },
      tookMs: 1,
    };
    const links = new Map([['slack-f1', 'https://slack.test/archives/C1/p1']]);
    expectAcceptedBySlack(buildTrainingReport({ id: 'r', report, links, merged: new Set() }).blocks ?? []);
    expectAcceptedBySlack(buildTrainingReport({ id: 'r', report, links, merged: new Set(['other']) }).blocks ?? []);
    expectViewAcceptedBySlack(buildTrainingDetails(report));
  });

  it.each([
    [
      'App Home',
      buildHome({
        ...emptyHome,
        people: [homePerson(someone, { faceFileId: 'F1' })],
        changes,
        viewer: { person: someone, photosOfThem: 1, tagsByThem: 1 },
        query: name,
        helpContact: name,
      }),
    ],
    ['App Home that failed', buildFailedHome('It failed.', name, { page: 0, query: name })],
    [
      'photos that were found',
      buildFoundPhotos({
        search: { kind: 'query', text: name },
        page: 0,
        photos: [
          {
            channelId: 'C1',
            messageTs: '1',
            names: [name],
            others: 1,
            taggedBy: '',
            link: undefined,
            faceFileId: 'F1',
          },
        ],
        all: 1,
        heading: describeQuery({ ...NOTHING, anyOf: [[name]], without: [name] }),
        viewerId: '',
      }),
    ],
    [
      'the question before someone is forgotten',
      buildConfirmPerson({ choice: 'forget', context, person: someone, isViewer: false, faceFileId: 'F1' }),
    ],
    [
      'the modal of a person',
      buildPersonModal({
        context,
        person: someone,
        isViewer: true,
        isRemoved: false,
        mayChange: true,
        changes,
        faceFileId: 'F1',
        problem: 'It failed.',
      }),
    ],
    ['all changes', buildAllChanges(changes, context, undefined)],
    ['a merge', buildMergePersonModal(context, [namesake], name)],
    ['a notice', buildNotice(context, 'It failed.')],
    ['a new person', buildNewPersonModal(target, { number: 1, pictureFileId: 'F1', faceFileId: 'F2' }, true)],
    ['a known person', buildSamePersonModal(target, [namesake], { name, userId: undefined, hasAgreed: true })],
    ['forgetting', buildForgettingModal()],
    [
      'why this name',
      buildWhyModal({
        explains: 'name',
        explanation: {
          number: 1,
          best: { person: someone, score: 0.9 },
          others: [{ person: someone, score: 0.8 }],
          because: { kind: 'other face', number: 2 },
          thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
        },
        scores: 'probability',
        photos: 1,
        compared: [{ candidate: { person: someone, score: 0.9 }, pictureFileId: 'F1' }],
        remark: 'A note.',
      }),
    ],
    ['no explanation', buildWhyNot('name', name)],
  ])('is nothing but a name in %s', (_where, view) => {
    expectViewAcceptedBySlack(view);
  });

  it('is nothing but a name in the menu of a face', () => {
    const groups = buildPersonMenu({
      query: name,
      shown: someone,
      rejected: [someone],
      isCollage: true,
      explains: 'name',
      candidates: [{ person: someone, score: 0.9 }],
      people: [someone],
      members: [{ userId: 'UADA00000', name, handle: name, otherNames: [name], title: name }],
    });
    expectVerbatim(groups);
    expect(groups.length).toBeGreaterThan(0);
  });
});
