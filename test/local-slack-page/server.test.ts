import { afterEach, describe, expect, it, vi } from 'vitest';
import { blockImageAddress, pictureOf, thumbnailOf } from '../../src/local-slack/page/slack/addresses.js';
import { createSlackApi } from '../../src/local-slack/page/slack/api.js';
import { readStreamEvent } from '../../src/local-slack/page/slack/stream-events.js';

describe('calls', () => {
  afterEach(() => vi.unstubAllGlobals());

  const answering = (answer: unknown, status = 200) => {
    const fetch = vi.fn(async (address: string, _init?: RequestInit) =>
      address.startsWith('/local/token')
        ? Response.json({ ok: true, token: 'xoxp-1' })
        : Response.json(answer, { status }),
    );
    vi.stubGlobal('fetch', fetch);
    return fetch;
  };

  it('Slack’s methods are called as the person, with a form', async () => {
    const fetch = answering({ ok: true, ts: '1.1' });
    await createSlackApi('U1').postMessage('C1', 'a & b');
    expect(fetch.mock.calls[0]?.[0]).toBe('/local/token?user=U1');
    const [address, init] = fetch.mock.calls[1] ?? [];
    expect(address).toBe('/api/chat.postMessage');
    expect(init?.headers).toEqual({ Authorization: 'Bearer xoxp-1' });
    expect(String(init?.body)).toBe('channel=C1&text=a+%26+b');
  });

  it('interactions send the person and the element, and return the acknowledgement', async () => {
    const fetch = answering({ ok: true, ack: { options: [] } });
    const place = { channel: 'C1', message_ts: '1.1' };
    expect(await createSlackApi('U1').blockSuggestion(place, 'b', 'a', 'ad')).toEqual({ options: [] });
    expect(JSON.parse(String(fetch.mock.calls[0]?.[1]?.body))).toEqual({
      user: 'U1',
      channel: 'C1',
      message_ts: '1.1',
      block_id: 'b',
      action_id: 'a',
      value: 'ad',
    });
  });

  it('errors have the code, the description and the fields', async () => {
    answering({ ok: false, error: 'invalid_input', detail: 'not so', errors: { name: 'Too short' } });
    await expect(createSlackApi('U1').submitView('V1', {})).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'not so',
      fieldErrors: { name: 'Too short' },
    });
  });

  it('an HTTP error is an error too', async () => {
    answering({}, 403);
    await expect(createSlackApi('U1').history('C1')).rejects.toMatchObject({ code: 'http_403' });
  });
});

describe('stream', () => {
  const read = (sent: object) => readStreamEvent(JSON.stringify(sent));

  it('separates the channel from a message', () => {
    expect(read({ type: 'message_changed', channel: 'C1', ts: '1.1', text: 'x' })).toEqual({
      type: 'message_changed',
      channel: 'C1',
      message: { ts: '1.1', text: 'x' },
    });
  });

  it.each([
    [
      { type: 'reaction_removed', channel: 'C1', ts: '1.1', user: 'U1', reaction: 'eyes' },
      { type: 'reaction', channel: 'C1', ts: '1.1', user: 'U1', name: 'eyes', isAdded: false },
    ],
    [
      { type: 'status', channel: 'C1', thread_ts: '1.1', user: 'UBOT', status: '' },
      { type: 'status', channel: 'C1', threadTs: '1.1', user: 'UBOT', status: '' },
    ],
    [
      { type: 'view_closed', view_id: 'V1' },
      { type: 'view_closed', viewId: 'V1' },
    ],
    [
      { type: 'message_deleted', channel: 'C1', ts: '1.1', deleted_ts: '1.1' },
      { type: 'message_deleted', channel: 'C1', ts: '1.1' },
    ],
    [{ type: 'something_newer' }, undefined],
  ])('%j', (sent, event) => {
    expect(read(sent)).toEqual(event);
  });
});

describe('pictures', () => {
  const file = {
    id: 'F1',
    mimetype: 'image/jpeg',
    url_private: 'http://127.0.0.1:3000/files/F1/a.jpg',
    thumb_720: 'http://127.0.0.1:3000/thumbs/F1-720',
    thumb_1024: 'http://127.0.0.1:3000/thumbs/F1-1024',
  };

  it('are requested from the page’s origin, as the person', () => {
    expect(thumbnailOf(file, 'U1')).toBe('/thumbs/F1-720?user=U1');
    expect(pictureOf(file, 'U1')).toBe('/files/F1/a.jpg?user=U1');
  });

  it('that browsers cannot show are requested as a rendition', () => {
    expect(pictureOf({ ...file, mimetype: 'image/heic' }, 'U1')).toBe('/thumbs/F1-1024?user=U1');
  });

  it('exclude deleted files and other types', () => {
    expect(thumbnailOf({ id: 'F1', mode: 'tombstone', mimetype: 'image/jpeg' }, 'U1')).toBeUndefined();
    expect(pictureOf({ ...file, mimetype: 'application/pdf' }, 'U1')).toBeUndefined();
  });

  it('of blocks come from a file or a URL', () => {
    const slackFile = { alt_text: '', slack_file: { url: 'http://127.0.0.1:3000/files/F2/b.png' } };
    expect(blockImageAddress(slackFile, 'U1')).toBe('/files/F2/b.png?user=U1');
    expect(blockImageAddress({ alt_text: '', image_url: 'https://a.b/c.png' }, 'U1')).toBe('https://a.b/c.png');
  });
});
