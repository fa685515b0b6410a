import nock from 'nock';
import { expect } from 'vitest';
import { startNock } from '../start-nock.js';
import { decodeArgs } from './decode-args.js';
import { type Failure, Faults, type Hold } from './faults.js';
import { fileMethods } from './files-api.js';
import { BOT_USER, CHANNEL, RESPONSE_URL } from './ids.js';
import { messageMethods } from './messages-api.js';
import { peopleMethods } from './people-api.js';
import { Refusal } from './refusal.js';
import { type Args, SlackState, type StoredFile, type StoredMessage, type StoredView, type View } from './state.js';
import { viewMethods } from './views-api.js';

/** One call of the bot. */
interface Request {
  readonly method: string;
  readonly args: Args;
}

/**
 * Slack in memory: it answers the Web API over HTTP as Slack does, and remembers what was posted, shown and uploaded. Tests look at
 * what people then see. It refuses blocks and views that Slack would refuse.
 */
export interface FakeSlack extends Pick<SlackState, 'ephemerals' | 'commandAnswers' | 'statuses' | 'deletedFiles'> {
  readonly state: SlackState;
  /** Every call, in order. For promises about the number of calls; otherwise look at what they led to. */
  readonly requests: readonly Request[];
  /** The bot’s messages in a channel or a direct conversation, in order. */
  ownMessages(channel?: string): StoredMessage[];
  /** All messages of a channel in order, or only those of one thread. */
  messages(channel: string, threadTs?: string): StoredMessage[];
  /** The message with this ts, as it is now. */
  message(ts: string, channel?: string): StoredMessage;
  /** The modal opened last. */
  modal(): StoredView & { readonly shown: View };
  /** What the App Home of a person shows; undefined before the bot showed it. */
  home(user: string): View | undefined;
  /** Pictures the bot uploaded and did not delete. */
  uploads(): StoredFile[];
  /** What the bot uploaded as text, by the id of the file. */
  readonly uploaded: ReadonlyMap<string, string>;
  /** Makes the next calls of a method fail. */
  fail(method: string, failure: Failure, times?: number): void;
  /** Runs before each call of a method is answered. */
  before(method: string, hook: (args: Args) => unknown): void;
  /** Makes the calls of a method wait. */
  hold(method: string): Hold;
  /** Stops answering. Fails the test when the bot called something unknown, or a failure was not met by any call. */
  close(): void;
}

/** `respond` stands for the address that answers to a command go to. */
const RESPOND = 'respond';

export function createFakeSlack(): FakeSlack {
  startNock();
  const state = new SlackState();
  const faults = new Faults();
  const requests: Request[] = [];
  const unknown: string[] = [];
  const uploaded = new Map<string, string>();
  const methods = {
    ...messageMethods(state),
    ...fileMethods(state),
    ...peopleMethods(state),
    ...viewMethods(state),
  };

  async function answer(method: string, body: unknown): Promise<[number, unknown, Record<string, string>?]> {
    // The token is who calls, and not stored with what is sent.
    const { token: _token, ...args } = decodeArgs(body);
    requests.push({ method, args });
    const failure = faults.take(method);
    if (typeof failure === 'string') return [200, { ok: false, error: failure }];
    if (failure !== undefined && 'error' in failure) return [200, { ok: false, ...failure }];
    if (failure !== undefined && 'status' in failure) return [failure.status, 'no', { ...failure.headers }];
    if (failure?.lost === 'request') throw new Error('socket hang up');
    await faults.runHook(method, args);
    const run = methods[method];
    if (run === undefined) {
      unknown.push(method);
      return [200, { ok: false, error: 'unknown_method' }];
    }
    try {
      const result = { ok: true, ...run(args) };
      if (failure?.lost === 'answer') throw new Error('socket hang up');
      return [200, result];
    } catch (error) {
      if (error instanceof Refusal) return [200, error.body];
      throw error;
    }
  }

  const response = new URL(RESPONSE_URL);
  nock('https://slack.com')
    .persist()
    .post(/^\/api\//)
    .optionally()
    .reply((uri, body) => answer(uri.slice('/api/'.length), body));
  nock(response.origin)
    .persist()
    .post(response.pathname)
    .optionally()
    .reply((_uri, body) => answer(RESPOND, body));
  nock('https://files.slack.com')
    .persist()
    .post(/^\/upload\/v1\//)
    .optionally()
    .reply(200, (uri, body) => {
      uploaded.set(uri.slice('/upload/v1/'.length), typeof body === 'string' ? body : JSON.stringify(body));
      return 'OK';
    });
  const noteUnexpected = (request: { method?: string; path?: string }, options?: { host?: string }) =>
    unknown.push(`${request.method} ${options?.host ?? ''}${request.path}`);
  nock.emitter.on('no match', noteUnexpected);

  return {
    state,
    requests,
    ephemerals: state.ephemerals,
    commandAnswers: state.commandAnswers,
    statuses: state.statuses,
    deletedFiles: state.deletedFiles,
    ownMessages: (channel = CHANNEL) => state.messagesOf(channel).filter(({ user }) => user === BOT_USER),
    messages: (channel, threadTs) => state.messagesOf(channel, threadTs),
    message(ts, channel = CHANNEL) {
      const found = state.message(channel, ts);
      if (found === undefined) throw new Error(`There is no message ${ts} in ${channel}`);
      return found;
    },
    modal() {
      const last = [...state.modals.values()].at(-1);
      const shown = last?.versions.at(-1);
      if (last === undefined || shown === undefined) throw new Error('No modal was opened');
      return { ...last, shown };
    },
    home: (user) => state.homes.get(user)?.versions.at(-1),
    uploaded,
    uploads: () => [...state.files.values()].filter(({ id, user }) => user === BOT_USER && state.hasFile(id)),
    fail: (method, failure, times = 1) => faults.fail(method, failure, times),
    before: (method, hook) => faults.before(method, hook),
    hold: (method) => faults.hold(method),
    close() {
      const notRequested = nock.pendingMocks();
      nock.cleanAll();
      nock.emitter.off('no match', noteUnexpected);
      expect({ unknown, notRequested, failuresNotMet: faults.unused }).toEqual({
        unknown: [],
        notRequested: [],
        failuresNotMet: [],
      });
    },
  };
}
