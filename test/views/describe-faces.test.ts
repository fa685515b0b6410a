import { expect, it } from 'vitest';
import type { FaceRow, QualityIssue, Verdict } from '../../src/faces/model.js';
import { describeRow } from '../../src/views/face-row.js';
import { faceRow, likely, named, person, sure, unknown } from '../support/face-rows.js';

const DAY = '<!date^1700000000^{date_short}|2023-11-14>';
const describe = (row: FaceRow) => describeRow(row, { compact: true });

function withQualityIssue(qualityIssue: QualityIssue, verdict: Verdict): FaceRow {
  const row = faceRow(1, verdict);
  return { ...row, face: { ...row.face, qualityIssue } };
}

it.each([
  ['too small', 'Too small to learn from.'],
  ['too blurred', 'Too blurred to learn from.'],
  ['cut off', 'Cut off at the edge, so I don’t learn from it.'],
  ['covered', 'Partly covered, so I don’t learn from it.'],
  ['too bright', 'Too bright to learn from.'],
  ['too turned', 'Turned too far to learn from.'],
] as const)('the row of a named face that is %s says so', (qualityIssue, words) => {
  expect(describe(withQualityIssue(qualityIssue, named('Ada')))).toBe(`*1 Ada* · ${words}`);
});

it('a quality issue is mentioned before rejections', () => {
  const rejected = [
    { faceId: '1', person: person('Grace'), rejectedBy: 'UBEN00000', rejectedAt: new Date(1_700_000_000_000) },
  ];
  expect(describe({ ...withQualityIssue('too blurred', named('Ada')), rejected })).toBe(
    `*1 Ada* · Too blurred to learn from. Not Grace (<@UBEN00000>, ${DAY}).`,
  );
});

it.each([
  ['*1 Ada* · 96%', sure('Ada')],
  ['*1 Is this Ada?*', likely('Ada')],
  ['*1 Who is this?*', unknown],
])('the row “%s”, which no one named, does not', (words, verdict) => {
  expect(describe(withQualityIssue('too blurred', verdict))).toBe(words);
});
