import { beforeEach } from 'vitest';
import { option, plain } from './block-kit.js';
import { ADA, PHOTOS, startTestSlack } from './local-slack.js';
import { connectTestApp, type Envelope } from './slack-app.js';

/** One of each control that a message can have. */
export const CONTROLS = [
  {
    type: 'actions' as const,
    block_id: 'row',
    elements: [
      { type: 'button' as const, action_id: 'yes', text: plain('Yes'), value: 'v1', style: 'primary' as const },
      {
        type: 'static_select' as const,
        action_id: 'pick',
        options: [option('a'), option('b')],
        initial_option: option('a'),
      },
      { type: 'external_select' as const, action_id: 'search', min_query_length: 1 },
      { type: 'overflow' as const, action_id: 'more', options: [option('x'), option('y')] },
      { type: 'users_select' as const, action_id: 'who' },
    ],
  },
];

/** A workspace with an app, for the tests of the file that calls this. Its app answers nothing before each test. */
export async function startInteractiveSlack() {
  let time = Date.now();
  const slack = await startTestSlack({ now: () => time });
  const app = await connectTestApp(slack);
  beforeEach(() => {
    app.answer = () => undefined;
    app.envelopes.length = 0;
  });

  const lastInteractive = (): Envelope | undefined => app.envelopes.filter(({ type }) => type === 'interactive').at(-1);

  /** Posts a message with the controls as the bot. @returns what a request says about who acts on it, and where. */
  async function ask(
    more: object = {},
  ): Promise<{ user: string; channel: string; message_ts: string; block_id: string }> {
    const metadata = { event_type: 'faces', event_payload: { photo: 'p1' } };
    const message = { channel: PHOTOS, text: 'Who?', blocks: CONTROLS, metadata, ...more };
    const { ts = '' } = await slack.bot.chat.postMessage(message);
    return { user: ADA, channel: PHOTOS, message_ts: ts, block_id: 'row' };
  }

  return {
    slack,
    app,
    lastInteractive,
    ask,
    /** Ada presses the button of a new message. @returns the payload that the app got. */
    async press(): Promise<Record<string, unknown>> {
      await slack.local('block_actions', { ...(await ask()), action_id: 'yes' });
      return lastInteractive()?.payload ?? {};
    },
    /** Lets time pass. It never goes back, so that all tests of a file can use one workspace. */
    advance(ms: number): void {
      time += ms;
    },
  };
}
