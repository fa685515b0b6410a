import { Client } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { parseAddress } from '../../../src/clarifai/transport/connection.js';
import { V2Client } from '../../../src/clarifai-protocol.js';

it.each([
  ['https://api.clarifai.com', 'api.clarifai.com:443', true, false],
  ['https://clarifai.example:8443/', 'clarifai.example:8443', true, false],
  ['http://127.0.0.1:18080', '127.0.0.1:18080', false, true],
  ['http://localhost', 'localhost:80', false, true],
  ['http://[::1]:5000', '[::1]:5000', false, true],
  ['http://clarifai.lan:18080', 'clarifai.lan:18080', false, false],
])('%s is %s', (apiBase, target, tls, isLocal) => {
  expect(parseAddress(apiBase)).toEqual({ target, tls, isLocal });
});

it.each(['', 'api.clarifai.com', 'ftp://api.clarifai.com', 'https://api.clarifai.com/v2'])(
  'refuses “%s” with a sentence that says what to write',
  (apiBase) => {
    expect(() => parseAddress(apiBase)).toThrow(/CLARIFAI_API_BASE must be like https:/);
  },
);

it('Clarifai’s client is built on the same grpc-js as ours, so that its Metadata is ours', () => {
  expect(V2Client.prototype).toBeInstanceOf(Client);
});
