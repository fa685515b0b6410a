import nock from 'nock';
import { expect } from 'vitest';

/** One call of the bot to Slack's Web API, with its arguments as they were before they were encoded. */
interface SlackCall {
  readonly method: string;
  readonly args: Record<string, unknown>;
}

type SlackAnswer = Record<string, unknown> | ((args: Record<string, unknown>) => Record<string, unknown>);

/** Slack's Web API, answered by nock: whatever a test does not expect is refused, whatever it expects has to be called. */
export interface SlackApi {
  readonly calls: SlackCall[];
  /** Expects one call of a method. */
  expect(method: string, answer?: SlackAnswer): void;
  /** Expects a call and answers with an HTTP status, or breaks the connection. */
  expectFailure(
    method: string,
    failure: number | 'connection lost' | { status: number; headers: Record<string, string> },
  ): void;
  /** Expects the three calls of an upload. */
  expectUpload(fileId: string): void;
  /** The arguments of the calls of one method. */
  callsOf(method: string): Record<string, unknown>[];
  /** Fails the test when something expected did not happen, or something else did. */
  assertDone(): void;
}

const SLACK = 'https://slack.com';
const RESPONSE_URL_HOST = 'https://hooks.slack.com';

export function createSlackApi(): SlackApi {
  nock.disableNetConnect();
  const calls: SlackCall[] = [];
  const unexpected: string[] = [];
  const noteUnexpected = (request: { method?: string; path?: string }, options?: { proto?: string; host?: string }) => {
    unexpected.push(`${request.method} ${options?.host ?? ''}${request.path}`);
  };
  nock.emitter.on('no match', noteUnexpected);

  function record(method: string, body: unknown): Record<string, unknown> {
    const args = decode(body);
    calls.push({ method, args });
    return args;
  }

  return {
    calls,
    expect(method, answer = {}) {
      const [host, path] = addressOf(method);
      const scope = nock(host).post(path);
      scope.reply(200, (_uri, body) => {
        const args = record(method, body);
        return { ok: true, ...(typeof answer === 'function' ? answer(args) : answer) };
      });
    },
    expectFailure(method, failure) {
      const [host, path] = addressOf(method);
      const interceptor = nock(host).post(path, (body) => {
        record(method, body);
        return true;
      });
      if (failure === 'connection lost') interceptor.replyWithError('socket hang up');
      else if (typeof failure === 'number') interceptor.reply(failure, 'no');
      else interceptor.reply(failure.status, 'no', failure.headers);
    },
    expectUpload(fileId) {
      this.expect('files.getUploadURLExternal', {
        upload_url: `https://files.slack.com/upload/v1/${fileId}`,
        file_id: fileId,
      });
      nock('https://files.slack.com').post(`/upload/v1/${fileId}`).reply(200, 'OK');
      this.expect('files.completeUploadExternal', { files: [{ id: fileId, title: 'faces' }] });
    },
    callsOf: (method) => calls.filter((call) => call.method === method).map(({ args }) => args),
    assertDone() {
      const pending = nock.pendingMocks();
      nock.cleanAll();
      nock.emitter.off('no match', noteUnexpected);
      expect({ pending, unexpected }).toEqual({ pending: [], unexpected: [] });
    },
  };
}

/** `respond` stands for the address that a command's answers go to. */
function addressOf(method: string): readonly [host: string, path: string] {
  return method === 'respond' ? [RESPONSE_URL_HOST, '/commands/1/2'] : [SLACK, `/api/${method}`];
}

/** Web API calls are form-encoded with JSON inside; answers to a response_url are JSON. */
function decode(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') {
    return Object.fromEntries([...new URLSearchParams(body)].map(([key, value]) => [key, decodeValue(value)]));
  }
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, decodeValue(value)]));
}

function decodeValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
