import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StatusCode } from '../../src/clarifai-protocol.js';
import { isPublicAddress, lookupPublic } from '../../src/local-clarifai/pictures/address-rule.js';
import { createPictureFetcher, type PictureFetcher } from '../../src/local-clarifai/pictures/fetch-picture.js';
import { postInputs, waitUntilIndexed } from '../support/clarifai/static-client.js';
import { startTestClarifai } from '../support/local-clarifai.js';

let server: Server;
let requests: string[];
let fetcher: PictureFetcher | undefined;

const answer: RequestListener = (request, response) => {
  requests.push(request.url ?? '');
  switch (request.url) {
    case '/picture':
      return response.end('bytes of a picture');
    case '/moved':
      return response.writeHead(302, { location: '/picture' }).end();
    case '/for-ever':
      return response.writeHead(302, { location: '/for-ever' }).end();
    case '/elsewhere':
      return response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    case '/huge':
      response.write(Buffer.alloc(11 * 1024 * 1024));
      return response.end(Buffer.alloc(11 * 1024 * 1024));
    default:
      return response.writeHead(404).end();
  }
};

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

afterEach(() => fetcher?.close());

function urlOf(path: string, host = '127.0.0.1'): string {
  requests = [];
  return `http://${host}:${(server.address() as AddressInfo).port}${path}`;
}

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '2606:4700::1111', '8.8.8.8'])('is true for %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine, any address', '127.8.8.8'],
    ['this machine, IPv6', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified, IPv6', '::'],
    ['a private network', '10.0.0.8'],
    ['a private network', '172.16.4.4'],
    ['a private network', '192.168.1.1'],
    ['a carrier’s network', '100.64.0.1'],
    ['a cloud’s metadata service', '169.254.169.254'],
    ['link-local, IPv6', 'fe80::1'],
    ['a unique local address', 'fd00::1'],
    ['IPv4 in IPv6 clothes', '::ffff:127.0.0.1'],
    ['IPv4-compatible IPv6', '::7f00:1'],
    ['IPv4 behind NAT64', '64:ff9b::7f00:1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['no address at all', 'example.com'],
  ])('is false for %s: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a fetcher for public URLs only', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'does not connect to %s',
    async (host) => {
      fetcher = createPictureFetcher('public');

      await expect(fetcher.fetch(urlOf('/picture', host))).rejects.toMatchObject({
        code: StatusCode.INPUT_INVALID_URL,
        details: expect.stringContaining('not a public address'),
      });
      expect(requests).toEqual([]);
    },
  );

  it('refuses a host name that resolves to this machine while it connects', async () => {
    const error = await new Promise((resolve) => lookupPublic('localhost', {}, (refused) => resolve(refused)));

    expect(error).toMatchObject({ name: 'PrivateAddressError' });
  });
});

describe('a fetcher for any URL', () => {
  it('follows redirects', async () => {
    fetcher = createPictureFetcher('any');

    expect(Buffer.from(await fetcher.fetch(urlOf('/moved'))).toString()).toBe('bytes of a picture');
    expect(requests).toEqual(['/moved', '/picture']);
  });

  it.each([
    ['a missing file', '/missing', StatusCode.INPUT_FAILED, '404'],
    ['endless redirects', '/for-ever', StatusCode.INPUT_FAILED, 'redirects'],
    ['a redirect to a local file', '/elsewhere', StatusCode.INPUT_INVALID_URL, 'http://'],
    ['a picture that is too large', '/huge', StatusCode.INPUT_OVER_LIMIT, 'more than'],
  ])('fails on %s', async (_, path, code, details) => {
    fetcher = createPictureFetcher('any');

    await expect(fetcher.fetch(urlOf(path))).rejects.toMatchObject({ code, details: expect.stringContaining(details) });
  });

  it('fails if there is no server', async () => {
    fetcher = createPictureFetcher('any');

    await expect(fetcher.fetch('http://127.0.0.1:9/')).rejects.toMatchObject({
      code: StatusCode.INPUT_FAILED,
      details: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each(['file:///etc/passwd', 'gopher://x', 'nonsense', ''])('refuses “%s”', async (url) => {
    fetcher = createPictureFetcher('any');

    await expect(fetcher.fetch(url)).rejects.toMatchObject({ code: StatusCode.INPUT_INVALID_URL });
  });
});

describe('inputs by URL', () => {
  it('fail with a clear message if the address is not allowed, and can’t be added twice', async () => {
    const clarifai = await startTestClarifai();
    const { client } = clarifai;
    const url = urlOf('/picture');
    const posted = await client.call('postInputs', postInputs({ id: 'one', url }, { id: 'two', url }));
    const input = await waitUntilIndexed(client, 'one');

    expect(posted.getInputsList()[1]?.getStatus()?.getCode()).toBe(StatusCode.INPUT_DUPLICATE);
    expect(input.getStatus()?.toObject()).toMatchObject({
      code: StatusCode.INPUT_INVALID_URL,
      details: expect.stringContaining('ROLLCALL_LOCAL_CLARIFAI_URLS=any'),
    });
    expect(requests).toEqual([]);
    await clarifai.remove();
  });

  it('can be added twice on request', async () => {
    const clarifai = await startTestClarifai();
    const { client } = clarifai;
    const request = postInputs({ id: 'one', url: urlOf('/picture') }, { id: 'two', url: urlOf('/picture') });
    request.getInputsList()[1]?.getData()?.getImage()?.setAllowDuplicateUrl(true);

    expect((await client.call('postInputs', request)).getInputsList()[1]?.getStatus()?.getCode()).toBe(
      StatusCode.INPUT_PENDING,
    );
    await clarifai.remove();
  });
});
