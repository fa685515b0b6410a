import { afterEach, describe, expect, it } from 'vitest';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { type OpenedRecognizer, openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'slack-u1', name: 'Ada Lovelace' };
const BEN = { id: 'ben', name: 'Ben' };
const at = new Date('2026-01-02T03:04:05.678Z');
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(consent: 'told' | 'required' = 'told') {
  const opened = await openRecognizer({}, { consent });
  closing.push(opened.close);
  return opened;
}

/** Tags the faces of a new photo from left to right. */
async function tag({ recognizer }: OpenedRecognizer, photoId: string, ...people: (typeof ADA)[]) {
  await addPhoto(recognizer, {
    id: photoId,
    picture: fakePicture(...people.map(({ name }) => `${name}:${photoId}`)),
    source,
  });
  const { faces } = await recognizer.photos.read(photoId);
  const ids = faces.toSorted((a, b) => a.box.left - b.box.left).map(({ id }) => id);
  for (const [index, person] of people.entries()) {
    await recognizer.tags.add({ photoId, faceId: ids[index] ?? '', person, taggedBy: 'U9' });
  }
  return ids;
}

describe('what a person answered', () => {
  it('is stored with its date, and read by another process', async () => {
    const opened = await open();
    const { people } = opened.recognizer;
    const lastDigestAt = new Date('2026-02-03T00:00:00.000Z');
    await people.setConsent({ person: ADA, consent: { choice: 'when named', at } });
    await people.setPhotosOfMe({ person: ADA, photosOfMe: { choice: 'weekly', at, lastDigestAt } });
    await people.setAskedIn({ personId: ADA.id, askedIn: { channelId: 'D1', ts: '1.2' } });
    await people.noteSeen({ personIds: [ADA.id], at });
    await people.rename({ personId: ADA.id, name: 'Ada King', by: 'U1' });
    const [record] = (await opened.another().people.registry()).records;
    expect(record).toMatchObject({
      name: 'Ada King',
      consent: { choice: 'when named', at },
      photosOfMe: { choice: 'weekly', at, lastDigestAt },
      askedIn: { channelId: 'D1', ts: '1.2' },
      lastSeenAt: at,
      lapseToldAt: undefined,
    });
  });

  it('leaves the tags of those who are only to be named by people out of training, and shows them', async () => {
    const opened = await open();
    await tag(opened, 'one', ADA, BEN);
    await tag(opened, 'two', ADA, BEN);
    await opened.recognizer.people.setConsent({ person: ADA, consent: { choice: 'when named', at } });
    await opened.recognizer.model.train({ trainedBy: 'U9' });
    expect((await opened.stored()).peopleInUse).toEqual([BEN.id]);
    expect((await opened.recognizer.photos.read('one')).tags.map(({ person }) => person)).toContainEqual(ADA);
  });

  it('keeps those out of training who have not answered or are not confirmed, if that is required', async () => {
    const opened = await open('required');
    await tag(opened, 'one', ADA, BEN);
    await opened.recognizer.model.train({ trainedBy: 'U9' });
    expect((await opened.stored()).peopleInUse).toEqual([]);
    await opened.recognizer.people.confirm({ personId: BEN.id, confirmed: { by: 'U9', at } });
    await opened.recognizer.model.train({ trainedBy: 'U9' });
    expect((await opened.stored()).peopleInUse).toEqual([BEN.id]);
    await opened.recognizer.people.setConsent({ person: ADA, consent: { choice: 'recognise', at } });
    await opened.recognizer.model.train({ trainedBy: 'U9' });
    expect((await opened.stored()).peopleInUse).toEqual([BEN.id, ADA.id]);
  });
});

describe('a person who asked never to be named', () => {
  async function refuse(opened: OpenedRecognizer) {
    const { people } = opened.recognizer;
    await people.setConsent({ person: ADA, consent: { choice: 'never', at } });
    await people.eraseNames([ADA.id]);
  }

  it('is in no list, and the refusal is all that remains', async () => {
    const opened = await open();
    await opened.recognizer.people.claimAsking({ person: ADA, at });
    await refuse(opened);
    const registry = await opened.another().people.registry();
    expect([registry.records, registry.people, registry.refusedAt(ADA.id)]).toEqual([[], [], at]);
  });

  it('cannot be added, tagged, or named with others, with a reason to tell people', async () => {
    const opened = await open();
    const [faceId = ''] = await tag(opened, 'one', BEN);
    await refuse(opened);
    const { people, tags } = opened.another();
    const refusal = { advice: 'Ada Lovelace asked me never to name them, so I can’t use that name.' };
    const naming = { photoId: 'one', faceId };
    await expect(people.add(ADA)).rejects.toMatchObject(refusal);
    await expect(tags.add({ ...naming, person: ADA, taggedBy: 'U9' })).rejects.toMatchObject(refusal);
    await expect(tags.saveAnswers([{ ...naming, by: 'U9', means: { person: ADA } }])).rejects.toMatchObject(refusal);
    expect(await people.claimAsking({ person: ADA, at })).toBe(false);
  });

  it('can be named again after another answer of theirs', async () => {
    const opened = await open();
    await refuse(opened);
    await opened.recognizer.people.setConsent({ person: ADA, consent: { choice: 'recognise', at } });
    await tag(opened, 'one', ADA);
    expect((await opened.recognizer.people.registry()).people).toEqual([ADA]);
  });
});

describe('asking', () => {
  it('is claimed by one of many who try at once, in several processes', async () => {
    const opened = await open();
    await opened.recognizer.people.add(ADA);
    const processes = [opened.recognizer, opened.another(), opened.another()];
    const claims = await Promise.all(
      processes.map(async ({ people }, index) => {
        const claim = new Date(at.getTime() + index);
        const isClaimed = await people.claimAsking({ person: ADA, at: claim });
        return { people, claim, isClaimed };
      }),
    );
    const held = await Promise.all(
      claims.map(
        async ({ people, claim, isClaimed }) => isClaimed && (await people.isAskedAt({ personId: ADA.id, at: claim })),
      ),
    );
    expect(held.filter(Boolean)).toHaveLength(1);
    expect(await opened.another().people.claimAsking({ person: ADA, at: new Date(0) })).toBe(false);
  });
});

describe('messages about photos of someone', () => {
  const morning = new Date('2026-02-03T09:30:00.000Z');

  it('are claimed once for each photo, by whichever process is first', async () => {
    const opened = await open();
    const [one, other] = [opened.recognizer.people, opened.another().people];
    await one.setPhotosOfMe({ person: ADA, photosOfMe: { choice: 'at once', at } });
    const first = { personId: ADA.id, photoId: 'slack-f1' };
    expect(await other.whoTells(first)).toBeUndefined();
    expect(await one.claimTold({ ...first, claim: 'one' })).toBe(true);
    expect(await other.claimTold({ ...first, claim: 'other' })).toBe(false);
    expect(await other.claimTold({ ...first, photoId: 'slack-f2', claim: 'other' })).toBe(true);
    expect(await other.whoTells(first)).toBe('one');
  });

  it('are claimed once a week', async () => {
    const opened = await open();
    const [one, other] = [opened.recognizer.people, opened.another().people];
    await one.setPhotosOfMe({ person: ADA, photosOfMe: { choice: 'weekly', at } });
    const claim = { personId: ADA.id, last: undefined, at: morning };
    expect(await one.claimDigest(claim)).toBe(true);
    expect(await other.claimDigest({ ...claim, at: new Date(morning.getTime() + 1) })).toBe(false);
    expect(await other.isDigestAt({ personId: ADA.id, at: morning })).toBe(true);
    expect(await one.claimTold({ personId: ADA.id, photoId: 'slack-f1', claim: 'one' })).toBe(false);
  });
});

it('an invitation is stored once, and not with people who have answered', async () => {
  const opened = await open();
  const { people } = opened.recognizer;
  const answered = { id: 'slack-u2', name: 'Ben' };
  await people.setConsent({ person: answered, consent: { choice: 'recognise', at } });
  await people.invite({ people: [ADA, answered], invited: { by: 'U9', at } });
  await people.invite({ people: [ADA], invited: { by: 'U8', at } });
  const { records } = await opened.another().people.registry();
  expect(records.map(({ id, invited }) => [id, invited?.by]).sort()).toEqual([
    ['slack-u1', 'U9'],
    ['slack-u2', undefined],
  ]);
});

describe('telling that a person lapses', () => {
  it('is claimed once, again if that was interrupted, and stored when it was done', async () => {
    const opened = await open();
    await opened.recognizer.people.add(ADA);
    const { people } = opened.another();
    const claim = { personId: ADA.id, at, seenAt: new Date(0), interruptedBefore: new Date(at.getTime() - 60_000) };
    expect(await opened.recognizer.people.claimLapse(claim)).toBe(true);
    expect(await people.claimLapse({ ...claim, at: new Date(at.getTime() + 1) })).toBe(false);
    expect(await people.isLapseClaimedAt(claim)).toBe(true);
    const later = {
      ...claim,
      at: new Date(at.getTime() + 3_600_000),
      interruptedBefore: new Date(at.getTime() + 60_000),
    };
    expect(await people.claimLapse(later)).toBe(true);
    expect(await people.isLapseClaimedAt(claim)).toBe(false);
    await people.setLapseTold(later);
    expect(await people.claimLapse({ ...later, interruptedBefore: new Date() })).toBe(false);
    expect((await people.registry()).records[0]).toMatchObject({ lapseToldAt: later.at, lapseClaimedAt: undefined });
  });
});
