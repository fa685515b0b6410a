import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
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

it('has every call Rollcall makes, with messages that travel there and back', () => {
  const require = createRequire(join(folder, 'program.js'));
  const { V2Service, V2Client } = require('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');
  for (const rpc of Object.keys(RPCS)) {
    const { requestType, requestSerialize, requestDeserialize, responseType, responseSerialize, responseDeserialize } =
      V2Service[rpc];
    expect(requestDeserialize(requestSerialize(new requestType())).toObject()).toEqual(new requestType().toObject());
    expect(responseDeserialize(responseSerialize(new responseType())).toObject()).toEqual(
      new responseType().toObject(),
    );
    expect(V2Client.prototype[rpc]).toBeTypeOf('function');
  }
});

it('refers to nothing that was left out', () => {
  const code = ['resources_pb.js', 'service_pb.js'].map((name) => readFileSync(apiFile(name), 'utf8')).join('\n');
  const used = new Set(code.match(/\bproto(?:\.clarifai\.api|_clarifai_api_resources_pb)\.[A-Z]\w*/g));
  const defined = new Set(code.match(/(?<=^proto\.clarifai\.api\.)[A-Z]\w*(?= = )/gm));
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
  expect(named.filter((name) => !code.includes(`\nproto.clarifai.api.${name} = `))).toEqual([]);
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
