import { describe, expect, it } from 'vitest';
import { matchToFaces, type RegionPrediction, readPrediction } from '../../../src/clarifai/model/predictions.js';
import { resources } from '../../../src/clarifai-protocol.js';
import type { Box, Face } from '../../../src/faces/model.js';

const at = (left: number, size = 0.2): Box => ({ left, right: left + size, top: 0.4, bottom: 0.4 + size });
const face = (id: string, left: number): Face => ({ id, box: at(left), confidence: 1 });
const region = (id: string, box: Box | undefined, who: string): RegionPrediction => ({
  id,
  box,
  candidates: [{ person: { id: who, name: who }, score: 0.9 }],
});

function who(faces: readonly Face[], regions: readonly RegionPrediction[]): Record<string, string | undefined> {
  const matched = matchToFaces(faces, regions);
  return Object.fromEntries(faces.map(({ id }) => [id, matched.get(id)?.[0]?.person.id]));
}

describe('which prediction is about which face', () => {
  const faces = [face('a', 0), face('b', 0.3), face('c', 0.6)];

  it('by id, whatever the order and the boxes', () => {
    const regions = [region('c', at(0), 'carol'), region('a', at(0.6), 'ada'), region('b', undefined, 'bob')];
    expect(who(faces, regions)).toEqual({ a: 'ada', b: 'bob', c: 'carol' });
  });

  it('by the boxes when the ids are new, also when the boxes have grown', () => {
    const grown = (left: number): Box => ({ left: left - 0.05, right: left + 0.25, top: 0.35, bottom: 0.65 });
    const regions = [region('x', grown(0.6), 'carol'), region('y', grown(0), 'ada'), region('z', grown(0.3), 'bob')];
    expect(who(faces, regions)).toEqual({ a: 'ada', b: 'bob', c: 'carol' });
  });

  it('matches each box to the face it overlaps most, and to one face only', () => {
    const close = [face('a', 0), face('b', 0.1)];
    expect(who(close, [region('x', at(0.09), 'bob'), region('y', at(0.02), 'ada')])).toEqual({ a: 'ada', b: 'bob' });
    expect(who(close, [region('x', at(0.09), 'bob')])).toEqual({ a: undefined, b: 'bob' });
  });

  it('by order when there are no boxes and as many as faces', () => {
    const regions = [region('x', undefined, 'ada'), region('y', undefined, 'bob'), region('z', undefined, 'carol')];
    expect(who(faces, regions)).toEqual({ a: 'ada', b: 'bob', c: 'carol' });
  });

  it('not by order when the counts differ', () => {
    const regions = [region('x', undefined, 'ada'), region('y', undefined, 'bob')];
    expect(who(faces, regions)).toEqual({ a: undefined, b: undefined, c: undefined });
  });

  it('ignores a prediction that overlaps no face', () => {
    expect(who([face('a', 0)], [region('x', at(0.7), 'ada')])).toEqual({ a: undefined });
  });
});

describe('reading an output', () => {
  it('takes the box of a region from the node that found it', () => {
    const box = new resources.BoundingBox().setLeftCol(0.1).setRightCol(0.3).setTopRow(0.2).setBottomRow(0.5);
    const found = new resources.Region().setId('r').setRegionInfo(new resources.RegionInfo().setBoundingBox(box));
    const concept = new resources.Concept().setId('ada').setName('Ada').setValue(0.5);
    const named = new resources.Region().setId('r').setData(new resources.Data().setConceptsList([concept]));
    const output = (part: InstanceType<typeof resources.Region>) =>
      new resources.Output().setData(new resources.Data().setRegionsList([part]));
    const { regions } = readPrediction(output(named), [output(found)]);
    expect(regions[0]?.box?.left).toBeCloseTo(0.1);
    expect(regions[0]?.candidates).toEqual([{ person: { id: 'ada', name: 'Ada' }, score: 0.5 }]);
  });

  it('skips regions without concepts', () => {
    const data = new resources.Data().setRegionsList([new resources.Region().setId('r')]);
    expect(readPrediction(new resources.Output().setData(data), [])).toMatchObject({ regions: [], whole: [] });
  });
});
