import { Client } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { parseAddress } from '../../../src/clarifai/transport/connection.js';
import { V2Client } from '../../../src/clarifai-protocol.js';

it.each([
  ['https://api.clarifai.com', 'api.clarifai.com:443', { tls: true, isLocal: false, isBalanced: false }],
  ['https://clarifai.example:8443/', 'clarifai.example:8443', { tls: true, isLocal: false, isBalanced: false }],
  ['http://127.0.0.1:18080', '127.0.0.1:18080', { tls: false, isLocal: true, isBalanced: false }],
  ['http://localhost', 'localhost:80', { tls: false, isLocal: true, isBalanced: false }],
  ['http://[::1]:5000', '[::1]:5000', { tls: false, isLocal: true, isBalanced: false }],
  ['http://clarifai.lan:18080', 'clarifai.lan:18080', { tls: false, isLocal: false, isBalanced: true }],
  [
    'http://10.0.0.5:7000, http://10.0.0.6',
    'ipv4:10.0.0.5:7000,10.0.0.6:80',
    { tls: false, isLocal: false, isBalanced: true },
  ],
  [
    'http://127.0.0.1:7001,http://127.0.0.1:7002',
    'ipv4:127.0.0.1:7001,127.0.0.1:7002',
    { tls: false, isLocal: true, isBalanced: true },
  ],
  [
    'http://[fd00::5]:7000,http://[fd00::6]:7000',
    'ipv6:[fd00::5]:7000,[fd00::6]:7000',
    { tls: false, isLocal: false, isBalanced: true },
  ],
])('%s is %s', (apiBase, target, rest) => {
  expect(parseAddress(apiBase)).toEqual({ target, ...rest });
});

it.each([
  'http://one.lan:7000,http://two.lan:7000',
  'https://10.0.0.5,https://10.0.0.6',
  'http://10.0.0.5:7000,http://[fd00::6]:7000',
])('refuses the list “%s”, in which names or certificates could not be resolved', (apiBase) => {
  expect(() => parseAddress(apiBase)).toThrow(/CLARIFAI_API_BASE must list IPv4 addresses/);
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
