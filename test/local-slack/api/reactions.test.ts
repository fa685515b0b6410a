import { describe, expect, it } from 'vitest';
import { ADA, errorOf, PHOTOS, startTestSlack } from '../../support/local-slack.js';

const slack = await startTestSlack();

describe('reactions', () => {
  it('are added and removed once', async () => {
    const ts = await slack.post('Nice');
    const reaction = { channel: PHOTOS, timestamp: ts, name: 'eyes' };
    await slack.as(ADA).reactions.add(reaction);
    expect(await errorOf(slack.as(ADA).reactions.add(reaction))).toBe('already_reacted');
    const { message } = await slack.bot.reactions.get({ channel: PHOTOS, timestamp: ts });
    expect(message?.reactions).toEqual([{ name: 'eyes', users: [ADA], count: 1 }]);
    await slack.as(ADA).reactions.remove(reaction);
    expect(await errorOf(slack.as(ADA).reactions.remove(reaction))).toBe('no_reaction');
  });
});
