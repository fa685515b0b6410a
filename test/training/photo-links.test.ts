import { describe, expect, it } from 'vitest';
import { findPhotoLinks } from '../../src/training/photo-links.js';
import { clarifaiError, createFakeRecognizer } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const PICTURE = Uint8Array.of(1);
const sourceIn = (channelId: string) => ({ teamId: 'T1', channelId, messageTs: '1.000' });

/** Two photos, of which Ada can see the first. */
async function open() {
  const recognizer = createFakeRecognizer();
  await recognizer.photos.add([{ id: 'slack-f1', picture: PICTURE, source: sourceIn('C1') }]);
  await recognizer.photos.add([{ id: 'slack-f2', picture: PICTURE, source: sourceIn('C2') }]);
  const slack = new ScriptedClient({
    'users.conversations': () => ({ channels: [{ id: 'C1' }] }),
    'chat.getPermalink': ({ channel, message_ts }) => ({ permalink: `https://slack.test/${channel}/${message_ts}` }),
  });
  const find = (...photoIds: string[]) => findPhotoLinks({ recognizer, slack, log: silentLog }, 'UADA', photoIds);
  return { recognizer, slack, find };
}

describe('links to photos', () => {
  it('lead to those in conversations that the person is in', async () => {
    const { find } = await open();
    expect(await find('slack-f1', 'slack-f2')).toEqual(new Map([['slack-f1', 'https://slack.test/C1/1.000']]));
  });

  it('are asked for once per photo', async () => {
    const { find, slack } = await open();
    await find('slack-f1', 'slack-f1', 'slack-f1');
    expect(slack.called.filter(({ method }) => method === 'chat.getPermalink')).toHaveLength(1);
  });

  it('need no call when there are no photos', async () => {
    const { find, slack, recognizer } = await open();
    const before = recognizer.calls.length;
    expect(await find()).toEqual(new Map());
    expect(slack.called).toEqual([]);
    expect(recognizer.calls).toHaveLength(before);
  });

  it('are left out for photos that are gone', async () => {
    const { find } = await open();
    expect(await find('slack-f9')).toEqual(new Map());
  });

  it('are left out when Slack or the face service fails, as the report is worth more', async () => {
    const { find, slack, recognizer } = await open();
    recognizer.failNext('photos.findSources', clarifaiError('unavailable'));
    expect(await find('slack-f1')).toEqual(new Map());
    slack.answers['users.conversations'] = refused('missing_scope');
    expect(await find('slack-f1')).toEqual(new Map());
  });
});
