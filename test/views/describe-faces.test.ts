import { describe, expect, it } from 'vitest';
import type { FaceRow, QualityIssue, Verdict } from '../../src/faces/model.js';
import { describeSettledFaces, describeWho } from '../../src/views/describe-reply.js';
import { describeOpen, describeSettled } from '../../src/views/face-row.js';
import { faceRow, likely, named, person, sure, unknown } from '../support/face-rows.js';

const WHEN = '<!date^1700000000^{date_short_pretty} {time}|2023-11-14 22:13 UTC>';
const rowsOf = (...verdicts: readonly Verdict[]) => verdicts.map((verdict, index) => faceRow(index + 1, verdict));
const flagged = (kind: 'not a face' | 'left unnamed'): Verdict => ({
  kind,
  flaggedBy: 'UBEN00000',
  flaggedAt: new Date(1_700_000_000_000),
});

describe('the first line of a reply', () => {
  it.each<[string, readonly Verdict[]]>([
    ['Someone I don’t know yet', [unknown]],
    ['3 people I don’t know yet', [unknown, unknown, unknown]],
    ['*Ada*', [sure('Ada')]],
    ['*Ada and Ben*', [sure('Ada'), named('Ben')]],
    ['*Ada, Ben and Cleo*', [named('Ada'), named('Ben'), sure('Cleo')]],
    ['*Ada, Ben* and 3 people I don’t know yet', [sure('Ada'), unknown, named('Ben'), unknown, unknown]],
    ['*Ada*, perhaps Cleo and someone I don’t know yet', [named('Ada'), unknown, likely('Cleo')]],
    ['*Ada* and perhaps Ben, Cleo', [named('Ada'), likely('Ben'), likely('Cleo')]],
    ['Perhaps Cleo', [likely('Cleo')]],
    ['*Ada*', [named('Ada'), named('Ada'), flagged('not a face')]],
    ['No names for this photo.', [flagged('left unnamed')]],
  ])('is “%s”', (line, verdicts) => {
    expect(describeWho(rowsOf(...verdicts))).toBe(line);
  });

  it('names a dozen of a crowd', () => {
    const line = describeWho(
      rowsOf(...Array.from({ length: 15 }, (_, index) => sure(`P${String.fromCharCode(65 + index)}`))),
    );
    expect(line).toMatch(/^\*PA, PB, .*, PL and 3 others\*$/);
  });
});

describe('the line of names', () => {
  it('has each name in bold with its number, on one line with it', () => {
    const rows = rowsOf(named('Ada'), sure('Ben'), flagged('left unnamed'), flagged('not a face'));
    expect(describeSettledFaces(rows)).toBe('*1\u00A0Ada* · *2\u00A0Ben* · 3\u00A0skipped · 4\u00A0not a face');
  });

  it('is never cut inside a name', () => {
    const long = Array.from({ length: 60 }, (_, index) => named(`${'&'.repeat(60)}${index}`));
    const line = describeSettledFaces(rowsOf(...long));
    expect(line.length).toBeLessThanOrEqual(3000);
    expect(line).toMatch(/\* … and \d+ more$/);
  });
});

describe('the question about a face', () => {
  it('says who it is not', () => {
    const rejected = ['Grace', 'Alan'].map((name) => ({
      faceId: '1',
      person: person(name),
      rejectedBy: 'UBEN00000',
      rejectedAt: new Date(0),
    }));
    expect(describeOpen({ ...faceRow(2, likely('Ada')), rejected })).toBe('*2 Is this Ada?* Not Grace. Not Alan.');
    expect(describeOpen(faceRow(2, unknown))).toBe('*2 Who is this?*');
  });
});

describe('a row of the list behind “Change…”', () => {
  const rowWith = (qualityIssue: QualityIssue): FaceRow => {
    const row = faceRow(1, named('Ada', 'UBEN00000'));
    return { ...row, face: { ...row.face, qualityIssue } };
  };

  it.each<[string, Verdict, string]>([
    ['*1 Ada*\nRecognised · 96%', sure('Ada'), 'UADA00000'],
    ['*1 Ada*\nRecognised · 99%', sure('Ada', 1), 'UADA00000'],
    [`*1 Ada*\nNamed by <@UBEN00000> · ${WHEN}`, named('Ada', 'UBEN00000'), 'UADA00000'],
    [`*1 Ada*\nNamed by you · ${WHEN}`, named('Ada', 'UBEN00000'), 'UBEN00000'],
    [`*1 Ada*\nNamed by someone · ${WHEN}`, named('Ada', 'U1> <!channel'), 'UBEN00000'],
    [`*1 Skipped*\nBy you · ${WHEN}`, flagged('left unnamed'), 'UBEN00000'],
    [`*1 Not a face*\nMarked by <@UBEN00000> · ${WHEN}`, flagged('not a face'), 'UADA00000'],
  ])('is “%s”', (text, verdict, viewer) => {
    expect(describeSettled(faceRow(1, verdict), viewer)).toBe(text);
  });

  it.each([
    ['too small', 'Too small to learn from.'],
    ['too blurred', 'Too blurred to learn from.'],
    ['cut off', 'Cut off at the edge, so I don’t learn from it.'],
    ['covered', 'Partly covered, so I don’t learn from it.'],
    ['too bright', 'Too bright to learn from.'],
    ['too turned', 'Turned too far to learn from.'],
  ] as const)('says that a face is %s', (issue, words) => {
    expect(describeSettled(rowWith(issue), 'UADA00000')).toBe(`*1 Ada*\nNamed by <@UBEN00000> · ${WHEN} · ${words}`);
  });
});
