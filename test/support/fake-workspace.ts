import nock from 'nock';
import { BOT_USER, CHANNEL, slackFile } from './bot.js';

type Args = Record<string, unknown>;
type Message = Args & { readonly ts: string };

/** Slack's Web API with a memory, for work that takes many calls: replies that change, files that go. */
export interface FakeWorkspace {
  /** By `ts`. */
  readonly messages: Map<string, Message>;
  readonly deletedFiles: Set<string>;
  /** What was sent to whom directly. */
  readonly toldDirectly: { readonly user: string; readonly text: string }[];
  readonly homes: Map<string, string>;
  readonly openModals: Map<string, string>;
  /** What the bot's files are called, by id. */
  readonly fileNames: Map<string, string>;
  /** Answers the next call of a method with this instead. */
  answerNext(method: string, answer: Args): void;
}

export function createFakeWorkspace(options: { readonly admins?: readonly string[] } = {}): FakeWorkspace {
  const { admins = [] } = options;
  const world = {
    messages: new Map<string, Message>(),
    deletedFiles: new Set<string>(),
    toldDirectly: [] as { user: string; text: string }[],
    homes: new Map<string, string>(),
    openModals: new Map<string, string>(),
    fileNames: new Map<string, string>(),
  };
  const instead = new Map<string, Args>();
  let uploads = 0;

  const methods: Record<string, (args: Args) => Args> = {
    'conversations.history': () => ({ messages: [] }),
    'auth.test': () => ({ user_id: BOT_USER }),
    'conversations.replies': ({ ts }) => ({
      messages: [...world.messages.values()].filter((message) => message.ts === ts || message['thread_ts'] === ts),
    }),
    'chat.update'({ ts, channel, ...content }) {
      const message = { ...world.messages.get(String(ts)), ...content, ts: String(ts) };
      world.messages.set(String(ts), message);
      return { channel };
    },
    'chat.postMessage'({ channel, text }) {
      world.toldDirectly.push({ user: String(channel), text: String(text) });
      return { ts: '1.000001' };
    },
    'files.delete'({ file }) {
      if (world.deletedFiles.has(String(file))) return { ok: false, error: 'file_deleted' };
      world.deletedFiles.add(String(file));
      return {};
    },
    'files.info': ({ file }) => ({ file: slackFile(String(file)) }),
    'files.list': () => ({
      files: [...world.fileNames].map(([id, name]) => ({ id, name })),
      paging: { pages: 1 },
    }),
    'files.getUploadURLExternal'() {
      uploads += 1;
      return { upload_url: `https://files.slack.com/upload/v1/F0UPLOAD${uploads}`, file_id: `F0UPLOAD${uploads}` };
    },
    'files.completeUploadExternal': ({ files }) => ({ files }),
    'users.info': ({ user }) => ({ user: { id: user, is_admin: admins.includes(String(user)) } }),
    'users.list': () => ({ members: ['UADA00000', 'UBEN00000'].map((id) => ({ id, real_name: id })) }),
    'users.conversations': () => ({ channels: [{ id: CHANNEL }] }),
    'views.publish'({ user_id, view }) {
      world.homes.set(String(user_id), JSON.stringify(view));
      return {};
    },
    'views.update'({ view_id, view }) {
      world.openModals.set(String(view_id), JSON.stringify(view));
      return {};
    },
    'chat.getPermalink': () => ({ permalink: 'https://test.slack.com/p1' }),
  };
  for (const [method, answer] of Object.entries(methods)) {
    const scope = nock('https://slack.com').persist();
    scope
      .post(`/api/${method}`)
      .optionally()
      .reply(200, (_uri, body) => {
        const replaced = instead.get(method);
        instead.delete(method);
        return { ok: true, ...(replaced ?? answer(decode(body))) };
      });
  }
  nock('https://files.slack.com')
    .persist()
    .post(/^\/upload\/v1\//)
    .optionally()
    .reply(200, 'OK');
  return { ...world, answerNext: (method, answer) => instead.set(method, answer) };
}

function decode(body: unknown): Args {
  const entries: [string, unknown][] =
    typeof body === 'string' ? [...new URLSearchParams(body)] : Object.entries((body ?? {}) as Args);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}
