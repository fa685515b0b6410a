import { describe, expect, it } from 'vitest';
import type { Face } from '../../src/faces/model.js';
import { createDirectory } from '../../src/people/directory.js';
import { createEnrolment } from '../../src/people/enrol/enrolment.js';
import { createResolvePerson } from '../../src/people/resolve-person.js';
import { DownloadError } from '../../src/photos/download-photo.js';
import { clarifaiError, createFakeRecognizer, type FakeFace, fakeFace } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { ScriptedClient } from '../support/slack/scripted-client.js';
import { createUnstoredMembers } from '../support/unstored-members.js';

const BOT = { userId: 'UBOT', botId: 'B1', teamId: 'T1', enterpriseId: undefined };
const PICTURE = 'https://avatars.slack-edge.com/ada_512.png';
const EVE = { id: 'slack-ueve', name: 'Eve' };
const TYPED = { id: 'typed', name: 'Countess' };

function open({
  faces = [fakeFace('one', 0.4)],
  profile = { is_custom_image: true, image_512: PICTURE },
  trained = false,
}: {
  faces?: readonly FakeFace[];
  profile?: object;
  trained?: boolean;
} = {}) {
  const recognizer = createFakeRecognizer({
    people: [EVE, TYPED],
    trained,
    faces: { 'profile-uada-a': faces, 'profile-uada-b': faces, selfie: faces },
  });
  const downloads: string[] = [];
  let enrolled = 0;
  const slack = new ScriptedClient({ 'users.info': ({ user }) => ({ user: { id: user, real_name: 'Ada', profile } }) });
  const deps = { recognizer, slack, log: silentLog, now: () => 0, bot: BOT };
  const members = createUnstoredMembers(deps);
  const directory = createDirectory({ ...deps, members });
  const unused = async () => expect.fail('not needed to enrol someone');
  const enrolment = createEnrolment({
    ...deps,
    thresholds: {},
    resolvePerson: createResolvePerson({ recognizer, directory, consent: 'told', now: () => 0 }),
    onEnrolled: () => {
      enrolled += 1;
    },
    photos: {
      download: unused,
      async downloadProfilePicture(url) {
        if (url.includes('gravatar')) throw new DownloadError('not-allowed', 'elsewhere');
        downloads.push(url);
        return new Uint8Array([1]);
      },
      prepare: async () => ({ jpeg: new Uint8Array([2]), width: 512, height: 512 }),
      drawNumberedBoxes: unused,
      cropFace: unused,
      cropFaces: unused,
      placeSideBySide: unused,
      placeTogether: unused,
    },
  });
  const isStored = async (id: string) => (await recognizer.photos.readMany([id])).size > 0;
  return { enrolment, recognizer, downloads, isStored, countEnrolled: () => enrolled };
}

describe('a profile picture with one clear face', () => {
  it('becomes an example of the member, who needs no person before', async () => {
    const { enrolment, recognizer, downloads, countEnrolled } = open();
    const result = await enrolment.fromProfilePicture('UADA');
    expect(result).toEqual({ kind: 'enrolled', person: { id: 'slack-uada', name: 'Ada' }, looksLike: undefined });
    expect(downloads).toEqual([PICTURE]);
    expect(await recognizer.tags.listAsGiven()).toMatchObject([
      { photoId: 'profile-uada-a', faceId: 'one', person: { id: 'slack-uada' }, taggedBy: 'UADA' },
    ]);
    expect(countEnrolled()).toBe(1);
  });

  it('replaces the one before', async () => {
    const { enrolment, recognizer, isStored } = open();
    await enrolment.fromProfilePicture('UADA');
    await enrolment.fromProfilePicture('UADA');
    expect(await recognizer.tags.listAsGiven()).toMatchObject([{ photoId: 'profile-uada-b' }]);
    expect(await isStored('profile-uada-a')).toBe(false);
  });

  it('is stored once if someone presses twice', async () => {
    const { enrolment, recognizer } = open();
    await Promise.all([enrolment.fromProfilePicture('UADA'), enrolment.fromProfilePicture('UADA')]);
    expect(recognizer.calls.filter((call) => call === 'photos.add')).toHaveLength(1);
  });

  it('is found in its largest size', async () => {
    const { enrolment, downloads } = open({
      profile: {
        image_192: 'small',
        image_1024: 'large',
        image_original: `${PICTURE}?original`,
        is_custom_image: true,
      },
    });
    await enrolment.fromProfilePicture('UADA');
    expect(downloads).toEqual([`${PICTURE}?original`]);
  });

  it('can be deleted', async () => {
    const { enrolment, recognizer, isStored } = open();
    await enrolment.fromProfilePicture('UADA');
    await enrolment.deleteProfilePicture('UADA');
    expect(await isStored('profile-uada-a')).toBe(false);
    expect(await recognizer.tags.listAsGiven()).toEqual([]);
  });

  it('says whom without an account it looks like, too', async () => {
    const { enrolment } = open({ faces: [fakeFace('one', 0.4, { typed: 0.97 })], trained: true });
    expect(await enrolment.fromProfilePicture('UADA')).toMatchObject({ kind: 'enrolled', looksLike: TYPED });
  });
});

describe('a profile picture that will not do', () => {
  const covered: FakeFace & Face = { ...fakeFace('one', 0.4), qualityIssue: 'covered' };

  it.each([
    ['without a face', [], { kind: 'no face' }],
    ['with several faces', [fakeFace('one', 0.1), fakeFace('two', 0.6)], { kind: 'several faces', faces: 2 }],
    ['with a covered face', [covered], { kind: 'poor face', issue: 'covered' }],
  ])('%s is told and not stored', async (_what, faces, problem) => {
    const { enrolment, recognizer, isStored, countEnrolled } = open({ faces });
    expect(await enrolment.fromProfilePicture('UADA')).toEqual({ kind: 'refused', problem });
    expect(await isStored('profile-uada-a')).toBe(false);
    expect(await recognizer.tags.listAsGiven()).toEqual([]);
    expect(recognizer.knownPeople.has('slack-uada')).toBe(false);
    expect(countEnrolled()).toBe(0);
  });

  it.each([
    ['drawn by Slack', { is_custom_image: false, image_512: 'https://a.slack-edge.com/ava_0001-512.png' }],
    ['from another site', { image_512: 'https://secure.gravatar.com/avatar/1.jpg' }],
    ['missing', {}],
  ])('%s counts as none, and is not fetched', async (_what, profile) => {
    const { enrolment, downloads, recognizer } = open({ profile });
    const refused = { kind: 'refused', problem: { kind: 'no picture' } };
    expect(await enrolment.fromProfilePicture('UADA')).toEqual(refused);
    expect(downloads).toEqual([]);
    expect(recognizer.calls).not.toContain('photos.add');
  });

  it('that surely shows another member is refused', async () => {
    const { enrolment, isStored } = open({ faces: [fakeFace('one', 0.4, { 'slack-ueve': 0.97 })], trained: true });
    const refused = { kind: 'refused', problem: { kind: 'someone else' } };
    expect(await enrolment.fromProfilePicture('UADA')).toEqual(refused);
    expect(await isStored('profile-uada-a')).toBe(false);
  });

  it('leaves the example before in force', async () => {
    const faces: FakeFace[] = [fakeFace('one', 0.4)];
    const { enrolment, recognizer } = open({ faces });
    await enrolment.fromProfilePicture('UADA');
    faces.push(fakeFace('two', 0.7));
    expect(await enrolment.fromProfilePicture('UADA')).toMatchObject({ kind: 'refused' });
    expect(await recognizer.tags.listAsGiven()).toMatchObject([{ photoId: 'profile-uada-a' }]);
  });

  it('is not left behind when the face service fails', async () => {
    const { enrolment, recognizer, isStored } = open();
    recognizer.failNext('tags.add', clarifaiError('unavailable'));
    await expect(enrolment.fromProfilePicture('UADA')).rejects.toThrow('made to be unavailable');
    expect(await isStored('profile-uada-a')).toBe(false);
  });
});

describe('a stored photo', () => {
  it('stays as it is when someone else is named in it', async () => {
    const { enrolment, recognizer } = open();
    const source = { teamId: 'T1', channelId: 'D1', messageTs: '1' };
    await recognizer.photos.add([{ id: 'selfie', picture: new Uint8Array([3]), source }]);
    await recognizer.tags.add({ photoId: 'selfie', faceId: 'one', person: EVE, taggedBy: 'UEVE' });
    const photo = await recognizer.photos.read('selfie');
    expect(await enrolment.fromPhoto('UADA', { photo, jpeg: new Uint8Array([3]) })).toMatchObject({ kind: 'refused' });
    expect((await recognizer.photos.read('selfie')).tags).toMatchObject([{ person: EVE }]);
  });
});
