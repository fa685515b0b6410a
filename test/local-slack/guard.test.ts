import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ADA, startTestSlack } from '../support/local-slack.js';

const slack = await startTestSlack();
const { port } = new URL(slack.url);

/** The status of a response. `fetch` does not allow a false Host or Origin. */
function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    call.on('error', reject);
    call.end();
  });
}

const paths = [
  '/',
  '/api/api.test',
  '/local/workspace',
  `/local/stream?user=${ADA}`,
  '/files-pri/T-F/a',
  '/local/samples',
];

describe('other websites', () => {
  it.each(paths)('cannot reach %s through their own host name', async (path) => {
    expect(await statusOf(path, { Host: 'evil.example' })).toBe(403);
    expect(await statusOf(path, { Host: `evil.example:${port}` })).toBe(403);
    expect(await statusOf(path, { Host: '127.0.0.1:1' })).toBe(403);
  });

  it.each(paths)('cannot reach %s from their pages', async (path) => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost', 'http://localhost:1']) {
      expect(await statusOf(path, { Host: `localhost:${port}`, Origin: origin })).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect(await statusOf(path, { Host: `localhost:${port}`, 'Sec-Fetch-Site': site })).toBe(403);
    }
  });

  it('cannot post, upload or interact either', async () => {
    for (const path of ['/api/chat.postMessage', '/upload/v1/x', '/local/commands', '/local/response/x']) {
      expect(await statusOf(path, { Host: `localhost:${port}`, Origin: 'https://evil.example' }, 'POST')).toBe(403);
    }
  });

  it('cannot open a WebSocket', async () => {
    for (const headers of [{ Host: 'evil.example' }, { Host: `127.0.0.1:${port}`, Origin: 'https://evil.example' }]) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/link/?ticket=a`, { headers });
      const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
      expect(error.message).toContain('403');
    }
  });
});

describe('the page', () => {
  it('answers to both host names, and to links from other sites', async () => {
    for (const name of ['localhost', '127.0.0.1']) {
      const host = `${name}:${port}`;
      expect(await statusOf('/local/workspace', { Host: host })).toBe(200);
      expect(await statusOf('/local/workspace', { Host: host, Origin: `http://${host}` })).toBe(200);
    }
    const link = { Host: `localhost:${port}`, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    for (const path of ['/', `/?user=${ADA}`, '/archives/C0PHOTOS01/p1763912345000200']) {
      expect(await statusOf(path, { ...link, 'Sec-Fetch-Dest': 'document' })).not.toBe(403);
      expect(await statusOf(path, { ...link, 'Sec-Fetch-Dest': 'iframe' })).toBe(403);
    }
    for (const path of ['/local/workspace', '/api/api.test', `/files-pri/T-F/a?user=${ADA}`, '/main.js']) {
      expect(await statusOf(path, { ...link, 'Sec-Fetch-Dest': 'document' })).toBe(403);
    }
  });

  it('sends headers that stop other sites from using its responses', async () => {
    const { headers } = await fetch(`${slack.url}/local/workspace`);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
