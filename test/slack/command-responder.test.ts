import type { RespondArguments } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { createCommandResponder } from '../../src/slack/command-responder.js';
import { silentLog } from '../support/silent-log.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const ASKER = { user_id: 'UADA', channel_id: 'C1' };
const MINUTE = 60_000;

/** What the asker got: answers to the command, messages only for them, and direct messages. */
function open(options: { respond?: () => Promise<never>; refusesEphemeral?: boolean } = {}) {
  let now = 0;
  const answers: unknown[] = [];
  const slack = new ScriptedClient({
    'chat.postEphemeral': options.refusesEphemeral ? refused('not_in_channel') : () => ({}),
  });
  const slackForPosts = new ScriptedClient({ 'chat.postMessage': () => ({}) });
  const respond = async (message: string | RespondArguments) => {
    await options.respond?.();
    answers.push(typeof message === 'string' ? message : message.text);
    return { ok: true };
  };
  const responder = createCommandResponder(
    { slack, slackForPosts, log: silentLog, now: () => now },
    ASKER,
    respond as never,
  );
  const sent = (client: ScriptedClient) =>
    client.called.map(({ args }) => [args['channel'], args['user'], args['text']]);
  return {
    responder,
    answers,
    wait: (ms: number) => {
      now += ms;
    },
    ephemerals: () => sent(slack),
    directMessages: () => sent(slackForPosts),
  };
}

describe('the answers to a command', () => {
  it('are shown to the asker alone, in order', async () => {
    const { responder, answers } = open();
    await responder.tell({ text: 'Reading tags' });
    await responder.finish({ text: 'Trained' });
    expect(answers).toEqual(['Reading tags', 'Trained']);
  });

  it('leave the last of Slack’s five to the result', async () => {
    const { responder, answers } = open();
    for (const step of [1, 2, 3, 4, 5, 6]) await responder.tell({ text: `Step ${step}` });
    await responder.finish({ text: 'Trained' });
    expect(answers).toEqual(['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Trained']);
  });

  it('come as a message only for the asker when Slack takes no more answers', async () => {
    const { responder, answers, wait, ephemerals, directMessages } = open();
    wait(30 * MINUTE);
    await responder.finish({ text: 'Trained' });
    expect(answers).toEqual([]);
    expect(ephemerals()).toEqual([['C1', 'UADA', 'Trained']]);
    expect(directMessages()).toEqual([]);
  });

  it('come as such a message when Slack refuses the answer', async () => {
    const { responder, ephemerals } = open({ respond: () => Promise.reject(new Error('used_url')) });
    await responder.finish({ text: 'Trained' });
    expect(ephemerals()).toEqual([['C1', 'UADA', 'Trained']]);
  });

  it('come as a direct message where the bot may not post', async () => {
    const { responder, wait, directMessages } = open({ refusesEphemeral: true });
    wait(30 * MINUTE);
    await responder.finish({ text: 'Trained' });
    expect(directMessages()).toEqual([['UADA', undefined, 'Trained']]);
  });

  it('may miss progress, and no one is told', async () => {
    const { responder, ephemerals } = open({ respond: () => Promise.reject(new Error('used_url')) });
    await responder.tell({ text: 'Reading tags' });
    expect(ephemerals()).toEqual([]);
  });
});
