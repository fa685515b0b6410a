import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedBrowser } from '../support/browser.js';
import { ADA, BOT, PHOTOS, startTestSlack } from '../support/local-slack.js';
import { samplePhoto } from '../support/sample-photo.js';

const slack = await startTestSlack();
/** Another website in the same browser: here it is on another port of the same machine. */
let server: Server;
let site: string;
let browser: Browser;
let page: Page;
let adaToken: string;
/** The path of a file that Ada may see. */
let filePath: string;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!DOCTYPE html><title>Another site</title><body></body>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  site = `http://localhost:${address.port}/`;
  browser = await sharedBrowser();
  adaToken = await slack.tokenOf(ADA);
  const { bytes } = await samplePhoto('amara-by-the-sea.jpg');
  await slack.as(ADA).filesUploadV2({ file: Buffer.from(bytes), filename: 'sea.jpg', channel_id: PHOTOS });
  const { messages = [] } = await slack.as(ADA).conversations.history({ channel: PHOTOS });
  filePath = new URL(messages[0]?.files?.[0]?.url_private ?? '').pathname;
});
afterAll(() => server.close());
beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(site);
  return () => page.close();
});

/** The texts of everything that the attacks have posted. */
async function posted(): Promise<(string | undefined)[]> {
  const { messages = [] } = await slack.as(ADA).conversations.history({ channel: PHOTOS });
  return messages.map(({ text }) => text).filter((text) => text?.includes('attack'));
}

const postUrl = (token: string) =>
  `${slack.url}/api/chat.postMessage?channel=${PHOTOS}&text=attack&token=${encodeURIComponent(token)}`;

/** Tokens that an attacker may try: a guess, and two that are valid. */
const tokens = () => [`xoxp-local-${ADA}`, adaToken, slack.botToken];

/** Whether an `<img>` in the page shows a picture. */
const showsPicture = (url: string) =>
  page.evaluate(`new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = ${JSON.stringify(url)};
  })`);

/** The status that the page gets for a URL with `fetch`, or the name of the error. */
const fetchStatus = (url: string, init: object) =>
  page.evaluate(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then((response) => response.status, (error) => error.name)`,
  );

describe('a page of another site', () => {
  it('cannot post by an <img>', async () => {
    for (const token of tokens()) expect(await showsPicture(postUrl(token))).toBe(false);
    expect(await posted()).toEqual([]);
  });

  it('cannot post by navigating', async () => {
    for (const token of tokens()) {
      await page.goto(site);
      const answer = page.waitForResponse((response) => response.url().startsWith(slack.url));
      await page.evaluate(`location.href = ${JSON.stringify(postUrl(token))}`);
      expect((await answer).status()).toBe(403);
      await page.waitForURL(`${slack.url}/**`);
    }
    expect(await posted()).toEqual([]);
  });

  it('cannot post by a form', async () => {
    for (const token of tokens()) {
      await page.goto(site);
      const answer = page.waitForResponse((response) => response.url().startsWith(slack.url));
      await page.evaluate(`
        const form = Object.assign(document.createElement('form'), { method: 'POST', action: ${JSON.stringify(`${slack.url}/api/chat.postMessage`)} });
        for (const [name, value] of Object.entries({ channel: ${JSON.stringify(PHOTOS)}, text: 'attack', token: ${JSON.stringify(token)} }))
          form.append(Object.assign(document.createElement('input'), { name, value }));
        document.body.append(form);
        form.submit();
      `);
      expect((await answer).status()).toBe(403);
      await page.waitForURL(`${slack.url}/**`);
    }
    expect(await posted()).toEqual([]);
  });

  it('cannot post, interact or read by fetch', async () => {
    const form = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
    for (const token of tokens()) {
      const body = `channel=${PHOTOS}&text=attack&token=${token}`;
      await fetchStatus(`${slack.url}/api/chat.postMessage`, { ...form, body });
      await fetchStatus(postUrl(token), { mode: 'no-cors' });
      expect(await fetchStatus(postUrl(token), {})).toBe('TypeError');
    }
    const text = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } };
    const command = JSON.stringify({ user: ADA, channel: PHOTOS, command: '/attack', text: '' });
    await fetchStatus(`${slack.url}/local/commands`, { ...text, body: command });
    for (const path of [
      '/local/workspace',
      `/local/token?user=${ADA}`,
      `/local/views?user=${ADA}`,
      `${filePath}?user=${ADA}`,
    ]) {
      expect(await fetchStatus(slack.url + path, {})).toBe('TypeError');
    }
    expect(await posted()).toEqual([]);
    expect(slack.complaints).toEqual([]);
  });

  it('cannot show files, thumbnails or portraits', async () => {
    const thumbnail = filePath.replace('files-pri', 'files-tmb').replace('.jpg', '_360.jpg');
    for (const path of [
      `${filePath}?user=${ADA}`,
      `${filePath}?user=${BOT}`,
      `${thumbnail}?user=${ADA}`,
      `/local/avatars/${ADA}`,
    ]) {
      expect(await showsPicture(slack.url + path)).toBe(false);
    }
  });

  it('can link to the page', async () => {
    const answer = page.waitForResponse((response) => response.url().startsWith(slack.url));
    await page.evaluate(`location.href = ${JSON.stringify(`${slack.url}/`)}`);
    expect((await answer).status()).not.toBe(403);
  });
});

describe('a page of the same origin', () => {
  it('shows files as the person in the address', async () => {
    await page.goto(`${slack.url}/local/workspace`);
    expect(await showsPicture(`${slack.url}${filePath}?user=${ADA}`)).toBe(true);
  });
});
