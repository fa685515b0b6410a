import { expect, it } from 'vitest';
import { countByPerson } from '../../src/faces/figures.js';
import { person } from '../support/face-rows.js';

const tag = (name: string, photoId: string, faceId: string) => ({
  person: person(name),
  photoId,
  faceId,
  taggedBy: '',
  taggedAt: new Date(0),
});

it('someone twice in a photo has two tags and one tagged photo', () => {
  const tags = [tag('Ada', 'p1', 'a'), tag('Ada', 'p1', 'b'), tag('Ada', 'p2', 'c'), tag('Ben', 'p2', 'd')];
  expect([...countByPerson(tags)]).toEqual([
    ['ada', { tags: 3, photos: 2 }],
    ['ben', { tags: 1, photos: 1 }],
  ]);
});
