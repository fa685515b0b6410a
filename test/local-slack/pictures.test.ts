import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { INITIAL_MEMBERS } from '../../src/local-slack/members.js';
import { startTestSlack } from '../support/local-slack.js';

const slack = await startTestSlack({ members: [...INITIAL_MEMBERS, { name: 'Ada One' }] });

const get = (path: string) => fetch(`${slack.url}${path}`);
const asset = (path: string) => readFile(join('assets', path));
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('the pictures of the page', () => {
  it('include every sample photo it lists', async () => {
    const { samples } = (await (await get('/local/samples')).json()) as { samples: { name: string; url: string }[] };
    expect(samples).not.toHaveLength(0);
    for (const { name, url } of samples) {
      const response = await get(url);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cache-control')).toBe('private, max-age=3600');
      expect((await asset(`samples/${name}`)).equals(await bytesOf(response)), name).toBe(true);
    }
  });

  it.each(['no-such.jpg', '..%2Fportraits%2Ffinn-gallagher.jpg'])('do not include the sample %s', async (name) => {
    expect((await get(`/local/samples/${name}`)).status).toBe(404);
  });

  it('show each member’s portrait', async () => {
    for (const [index, { portrait = '' }] of INITIAL_MEMBERS.entries()) {
      const response = await get(`/local/avatars/U0LOCAL00${index + 1}`);
      expect((await asset(`portraits/${portrait}`)).equals(await bytesOf(response)), portrait).toBe(true);
    }
  });

  it('show the initials of a member without a portrait', async () => {
    const response = await get(`/local/avatars/U0LOCAL00${INITIAL_MEMBERS.length + 1}`);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(await sharp(await bytesOf(response)).metadata()).toMatchObject({ width: 128, height: 128 });
  });

  it('do not include one of a person who does not exist', async () => {
    expect((await get('/local/avatars/U0NOBODY')).status).toBe(404);
  });
});

describe('profile pictures, as the Web API describes them,', () => {
  const profileOf = async (user: string) => {
    const { user: found } = await slack.bot.users.info({ user });
    return found?.profile as Record<string, unknown> | undefined;
  };

  it('are fetched without a token', async () => {
    const { image_original: original, is_custom_image: isCustom } = (await profileOf('U0LOCAL001')) ?? {};
    expect(isCustom).toBe(true);
    const picture = await bytesOf(await fetch(String(original)));
    expect((await asset(`portraits/${INITIAL_MEMBERS[0]?.portrait}`)).equals(picture)).toBe(true);
  });

  it('are no one’s own where Slack would show a drawing', async () => {
    const profile = await profileOf(`U0LOCAL00${INITIAL_MEMBERS.length + 1}`);
    expect(profile).toHaveProperty('image_512');
    expect(profile).not.toHaveProperty('image_original');
    expect(profile).not.toHaveProperty('is_custom_image');
  });
});
