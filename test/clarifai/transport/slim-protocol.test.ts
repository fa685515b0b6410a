import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RPCS } from '../../../src/clarifai/transport/rpcs.js';

/** The copy of Clarifai's generated classes that the built program uses (scripts/slim-protocol.mjs). */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-protocol-'));
  execFileSync(process.execPath, ['scripts/build.mjs', 'protocol', join(folder, 'node_modules')]);
  // What the generated code itself requires.
  for (const name of ['google-protobuf', '@grpc']) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const apiFile = (name: string) => join(folder, 'node_modules/clarifai-nodejs-grpc/proto/clarifai/api', name);

/** Sends an empty message of each kind there and back, and prints what did not survive. */
const ROUND_TRIPS = `
  const { isDeepStrictEqual } = require('node:util');
  const { V2Service, V2Client } = require('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');
  const survives = (type, serialize, deserialize) =>
    isDeepStrictEqual(deserialize(serialize(new type())).toObject(), new type().toObject());
  const lost = JSON.parse(process.argv[1]).filter((rpc) => {
    const call = V2Service[rpc];
    return !(
      typeof V2Client.prototype[rpc] === 'function' &&
      survives(call.requestType, call.requestSerialize, call.requestDeserialize) &&
      survives(call.responseType, call.responseSerialize, call.responseDeserialize)
    );
  });
  console.log(JSON.stringify(lost));
`;

it('has every call Rollcall makes, with messages that travel there and back', () => {
  // In a process of its own: the generated code keeps its classes in a global variable, which the copy would replace for other tests.
  const lost = execFileSync(process.execPath, ['-e', ROUND_TRIPS, JSON.stringify(Object.keys(RPCS))], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(JSON.parse(lost)).toEqual([]);
});

/** The names of messages and enums where the code without spaces defines them. */
const DEFINED = /(?<=\bproto\.clarifai\.api\.)[A-Z]\w*(?==[^=])/g;

it('refers to nothing that was left out', () => {
  const code = ['resources_pb.js', 'service_pb.js'].map((name) => readFileSync(apiFile(name), 'utf8')).join('\n');
  const used = new Set(code.match(/\bproto(?:\.clarifai\.api|_clarifai_api_resources_pb)\.[A-Z]\w*/g));
  const defined = new Set(code.match(DEFINED));
  expect([...used].map((name) => name.split('.').at(-1) ?? '').filter((name) => !defined.has(name))).toEqual([]);
  expect(defined.size).toBeGreaterThan(100);
});

it('has every message the sources name', () => {
  const code = ['resources_pb.js', 'service_pb.js'].map((name) => readFileSync(apiFile(name), 'utf8')).join('\n');
  const sources = ['src/clarifai', 'src/local-clarifai'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  const named = sources.flatMap((text) => text.match(/(?<=\b(?:resources|service)\.)[A-Z]\w*/g) ?? []);
  expect(named.length).toBeGreaterThan(50);
  const defined = new Set(code.match(DEFINED));
  expect(named.filter((name) => !defined.has(name))).toEqual([]);
});

it('is a fraction of the whole', () => {
  const size = (root: string) =>
    ['resources_pb.js', 'service_pb.js', 'service_grpc_pb.js'].reduce(
      (sum, name) => sum + readFileSync(join(root, name)).length,
      0,
    );
  const whole = size('node_modules/clarifai-nodejs-grpc/proto/clarifai/api');
  expect(size(apiFile('.'))).toBeLessThan(whole / 3);
});
