import { describe, expect, it } from 'vitest';
import {
  findRepliesTo,
  isOutOfReach,
  mentionsAny,
  postsWith,
  sureFacesIn,
} from '../../src/people/erase/find-replies.js';
import { packFaceBlockId } from '../../src/views/face-controls.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const BOT = { userId: 'UBOT', botId: 'B1', teamId: 'T1', enterpriseId: undefined };
const FACE = { photoId: 'photo-1', faceId: 'face-1' };

describe('a message', () => {
  it('mentions a name in its text, in a row, and in the description of a picture', () => {
    expect(mentionsAny({ text: 'Ada and Ben' }, ['Ada'])).toBe(true);
    expect(mentionsAny({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*1* Ada' } }] }, ['Ada'])).toBe(
      true,
    );
    expect(mentionsAny({ blocks: [{ type: 'image', alt_text: '1: Ada' }] }, ['Ada'])).toBe(true);
    expect(mentionsAny({ text: 'Ben', blocks: null, reply_count: 3 }, ['Ada'])).toBe(false);
  });

  it('mentions a name that Slack escapes', () => {
    expect(mentionsAny({ text: 'Tom &amp; Co &lt;3' }, ['Tom & Co <3'])).toBe(true);
  });
});

describe('faces a reply is sure of', () => {
  const rowOf = (face: Parameters<typeof packFaceBlockId>[0]) => ({
    type: 'section',
    block_id: packFaceBlockId(face, 'r1'),
  });

  it('are those whose row names the person', () => {
    const blocks = [
      rowOf({ ...FACE, candidateId: 'ada', isSure: true }),
      rowOf({ ...FACE, faceId: 'asked about', candidateId: 'ada', isSure: false }),
      rowOf({ ...FACE, faceId: 'of another', candidateId: 'ben', isSure: true }),
      rowOf({ ...FACE, faceId: 'unknown' }),
      { type: 'section', block_id: 'turn_page:1' },
      { type: 'divider' },
    ];
    expect(sureFacesIn({ blocks }, ['ada'])).toEqual([FACE]);
  });

  it('are known by the words of the menu in replies of version 0.1', () => {
    const row = (placeholder: string) => ({
      type: 'section',
      block_id: packFaceBlockId({ ...FACE, candidateId: 'ada' }, 'r1'),
      accessory: { type: 'external_select', placeholder: { type: 'plain_text', text: placeholder } },
    });
    expect(sureFacesIn({ blocks: [row('Not right?')] }, ['ada'])).toEqual([FACE]);
    expect(sureFacesIn({ blocks: [row('Who is this?')] }, ['ada'])).toEqual([]);
  });

  it('are none in a message without blocks', () => {
    expect(sureFacesIn({}, ['ada'])).toEqual([]);
    expect(sureFacesIn({ blocks: 'none' }, ['ada'])).toEqual([]);
  });
});

describe('posts with a photo', () => {
  it('are the first one and those that repeated the picture', () => {
    const first = { channelId: 'C1', messageTs: '1.0' };
    const second = { channelId: 'C2', messageTs: '2.0' };
    expect(postsWith({ photoId: 'p', ...first })).toEqual([first]);
    expect(postsWith({ photoId: 'p', ...first, alsoIn: [second] })).toEqual([first, second]);
  });
});

describe('replies in conversations that are out of reach', () => {
  const posts = [
    { channelId: 'C1', messageTs: '1.0' },
    { channelId: 'C2', messageTs: '2.0' },
  ];

  it('are counted, and the other conversations are read', async () => {
    const receipt = { outOfReach: 0 };
    const backgroundSlack = new ScriptedClient({
      'conversations.replies': ({ channel, ts }) =>
        channel === 'C1' ? refused('not_in_channel')({}) : { messages: [{ ts, user: 'U1', text: 'a photo' }] },
    });
    expect(await findRepliesTo({ backgroundSlack, bot: BOT }, posts, receipt)).toEqual([]);
    expect(receipt).toEqual({ outOfReach: 1 });
    expect(backgroundSlack.called.map(({ args }) => args['channel'])).toEqual(['C1', 'C2']);
  });

  it('do not hide other failures of Slack', async () => {
    const receipt = { outOfReach: 0 };
    const backgroundSlack = new ScriptedClient({ 'conversations.replies': refused('internal_error') });
    await expect(findRepliesTo({ backgroundSlack, bot: BOT }, posts, receipt)).rejects.toThrow('internal_error');
    expect(receipt).toEqual({ outOfReach: 0 });
  });

  it.each(['not_in_channel', 'channel_not_found', 'is_archived', 'cant_update_message', 'edit_window_closed'])(
    'are recognised by %s',
    async (code) => {
      const error = await Promise.resolve()
        .then(() => refused(code)({}))
        .catch((reason: unknown) => reason);
      expect(isOutOfReach(error)).toBe(true);
    },
  );

  it('are not those of an ordinary error', () => {
    expect(isOutOfReach(new Error('not_in_channel'))).toBe(false);
  });
});
