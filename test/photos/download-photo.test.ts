import { Readable } from 'node:stream';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createHostRule,
  DownloadError,
  type DownloadOptions,
  downloadPhoto,
  downloadProfilePicture,
} from '../../src/photos/download-photo.js';
import { startNock } from '../support/start-nock.js';

const token = 'xoxb-very-secret';
const path = '/files-pri/T1-F1/photo.jpg';
const url = `https://files.slack.com${path}`;
const photo = Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]);

beforeEach(() => {
  startNock();
});

afterEach(() => {
  nock.abortPendingRequests();
  const unused = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(unused).toEqual([]);
});

/** The error of a download that has to fail. */
async function failure(from: string, options: Partial<DownloadOptions> = {}): Promise<DownloadError> {
  const error = await downloadPhoto(from, { token, ...options }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(DownloadError);
  const problem = error as DownloadError;
  expect(`${problem.message} ${String(problem.cause)}`).not.toContain(token);
  expect(problem.message).not.toContain('slack.com');
  return problem;
}

describe('a download that works', () => {
  it('sends the token and returns the bytes', async () => {
    nock('https://files.slack.com', { reqheaders: { authorization: `Bearer ${token}` } })
      .get(path)
      .reply(200, photo, { 'content-type': 'image/jpeg' });

    expect(Buffer.from(await downloadPhoto(url, { token }))).toEqual(photo);
  });

  it('follows a redirect within Slack, with the token', async () => {
    nock('https://files.slack.com').get(path).reply(302, '', { location: 'https://acme.enterprise.slack.com/f' });
    nock('https://acme.enterprise.slack.com', { reqheaders: { authorization: `Bearer ${token}` } })
      .get('/f')
      .reply(200, photo);

    expect(Buffer.from(await downloadPhoto(url, { token }))).toEqual(photo);
  });

  it('reads from the server of SLACK_API_URL, by http', async () => {
    nock('http://127.0.0.1:3000', { reqheaders: { authorization: `Bearer ${token}` } })
      .get('/files/1')
      .reply(200, photo);

    const bytes = await downloadPhoto('http://127.0.0.1:3000/files/1', {
      token,
      slackApiUrl: 'http://127.0.0.1:3000/api/',
    });
    expect(Buffer.from(bytes)).toEqual(photo);
  });
});

describe('a profile picture', () => {
  it('is fetched where Slack keeps those that were uploaded, without a token', async () => {
    nock('https://avatars.slack-edge.com', { badheaders: ['authorization'] })
      .get('/2026-01-01/1_512.jpg')
      .reply(200, photo);
    const bytes = await downloadProfilePicture('https://avatars.slack-edge.com/2026-01-01/1_512.jpg', {});
    expect(Buffer.from(bytes)).toEqual(photo);
  });

  it('is fetched from the server of SLACK_API_URL, by http', async () => {
    nock('http://127.0.0.1:3000', { badheaders: ['authorization'] })
      .get('/local/avatars/U1')
      .reply(200, photo);
    const bytes = await downloadProfilePicture('http://127.0.0.1:3000/local/avatars/U1', {
      slackApiUrl: 'http://127.0.0.1:3000/api/',
    });
    expect(Buffer.from(bytes)).toEqual(photo);
  });

  it.each([
    'https://a.slack-edge.com/ava_0001-512.png',
    'https://secure.gravatar.com/avatar/1.jpg',
    'http://avatars.slack-edge.com/1.jpg',
    'https://avatars.slack-edge.com.evil.example/1.jpg',
  ])('is not fetched from %s', async (address) => {
    await expect(downloadProfilePicture(address, {})).rejects.toMatchObject({ problem: 'not-allowed' });
  });
});

describe('the token stays with Slack', () => {
  it.each([
    ['another site', 'https://example.com/photo.jpg'],
    ['a name that only ends like Slack', 'https://evilslack.com/photo.jpg'],
    ['a name that only begins like Slack', 'https://files.slack.com.evil.example/photo.jpg'],
    ['plain http', 'http://files.slack.com/photo.jpg'],
    ['another port', 'https://files.slack.com:8443/photo.jpg'],
    ['a user name in the address', 'https://files.slack.com@evil.example/photo.jpg'],
    ['a user name before Slack', 'https://me:pw@files.slack.com/photo.jpg'],
    ['no address at all', 'photo.jpg'],
    ['a file', 'file:///etc/passwd'],
  ])('nothing is sent to %s', async (_name, address) => {
    // Any request would fail as "unavailable": the network is off.
    expect((await failure(address)).problem).toBe('not-allowed');
  });

  it('a redirect to another site is not followed', async () => {
    nock('https://files.slack.com').get(path).reply(302, '', { location: 'https://example.com/steal' });
    expect((await failure(url)).problem).toBe('not-allowed');
  });

  it('a third redirect is not followed', async () => {
    for (const [from, to] of [
      [path, '/1'],
      ['/1', '/2'],
      ['/2', '/3'],
    ] as const) {
      nock('https://files.slack.com').get(from).reply(302, '', { location: to });
    }
    expect((await failure(url)).problem).toBe('unavailable');
  });

  it('with another server as SLACK_API_URL, only exactly that one gets it', () => {
    const isAllowed = createHostRule('http://localhost:3000/api/');
    const allowed = (address: string) => isAllowed(new URL(address));
    expect(allowed('http://localhost:3000/f')).toBe(true);
    expect(allowed('http://localhost:3001/f')).toBe(false);
    expect(allowed('http://localhost/f')).toBe(false);
    expect(allowed('https://files.slack.com/f')).toBe(false);
    expect(createHostRule('https://slack.com/api/')(new URL(url))).toBe(true);
    expect(createHostRule('https://proxy.example/api/')(new URL('http://proxy.example/f'))).toBe(false);
  });
});

describe('what comes instead of a photo', () => {
  it.each([
    ['declared as HTML', { 'content-type': 'text/html; charset=utf-8' }],
    ['declared as an image', { 'content-type': 'image/jpeg' }],
  ])('a sign-in page, %s, names the scope that is missing', async (_name, headers) => {
    nock('https://files.slack.com').get(path).reply(200, '\n<!DOCTYPE html><html>Sign in</html>', headers);
    const error = await failure(url);
    expect(error.problem).toBe('signed-out');
    expect(error.message).toContain('files:read');
  });

  it.each([
    [404, 'not-found'],
    [403, 'signed-out'],
    [503, 'unavailable'],
  ])('status %i is told apart', async (status, problem) => {
    nock('https://files.slack.com').get(path).reply(status, 'no');
    expect((await failure(url)).problem).toBe(problem);
  });

  it('a broken connection is told as one', async () => {
    nock('https://files.slack.com').get(path).replyWithError('connection reset');
    expect((await failure(url)).problem).toBe('unavailable');
  });
});

describe('limits', () => {
  it('a length over the limit is refused before reading', async () => {
    nock('https://files.slack.com').get(path).reply(200, photo, { 'content-length': '5000000' });
    const error = await failure(url, { maxBytes: 2 * 1024 * 1024 });
    expect(error.problem).toBe('too-large');
    expect(error.message).toContain('2 MB');
  });

  it('more bytes than the limit without a length are noticed while reading', async () => {
    nock('https://files.slack.com').get(path).reply(200, Buffer.alloc(5000));
    expect((await failure(url, { maxBytes: 4999 })).problem).toBe('too-large');
  });

  it('exactly the limit is fine', async () => {
    nock('https://files.slack.com').get(path).reply(200, Buffer.alloc(5000));
    expect(await downloadPhoto(url, { token, maxBytes: 5000 })).toHaveLength(5000);
  });

  it('only the start of what is no picture is read', async () => {
    const parts = Readable.from([Buffer.alloc(100, 7), Buffer.alloc(1_000_000, 7)], { objectMode: false });
    nock('https://files.slack.com').get(path).reply(200, parts);
    expect(await downloadPhoto(url, { token })).toHaveLength(100);
  });

  it('an answer that does not come in time is given up', async () => {
    nock('https://files.slack.com').get(path).delay(2000).reply(200, photo);
    expect((await failure(url, { timeoutMs: 50 })).problem).toBe('timeout');
  });

  it('an aborted download ends with the reason it was given', async () => {
    nock('https://files.slack.com').get(path).delay(2000).reply(200, photo);
    const controller = new AbortController();
    const reason = new Error('the message was deleted');
    setTimeout(() => controller.abort(reason), 20);
    await expect(downloadPhoto(url, { token, signal: controller.signal })).rejects.toBe(reason);
  });
});
