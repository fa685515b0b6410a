import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** The folders of `src` that speak the protocol. */
const FOLDERS = ['clarifai', 'local-clarifai'];
const API = 'proto/clarifai/api';
/** A reference to a message or enum in generated code. Nested ones belong to the outer one. */
const REFERENCE = /\bproto(?:\.clarifai\.api|_clarifai_api_(?:resources|service)_pb)\.([A-Z]\w*)/g;

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'node_modules', 'clarifai-nodejs-grpc');

function readSources() {
  const sources = FOLDERS.flatMap((name) => {
    const folder = join(root, 'src', name);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(folder, file), 'utf8'));
  }).join('\n');
  if (/\}\s*=\s*(?:resources|service)\b/.test(sources)) {
    throw new Error(
      'Messages are found by the “resources.” or “service.” before their names. Don’t destructure these objects.',
    );
  }
  return sources;
}

/** esbuild prints each statement from the first column on and indents what is in it, without comments. */
function readStatements(file) {
  const { code } = transformSync(readFileSync(join(source, API, file), 'utf8'), { legalComments: 'none' });
  return code.split(/\n(?=[^\s})\]])/);
}

/** Every name that a text refers to. In a generated statement, the first one is its subject. */
const referencesIn = (text) => [...text.matchAll(REFERENCE)].map(([, name]) => name);

/** The calls with the text of their definitions, from the statement that lists all of them. */
function readMethods(statements) {
  const list = statements.find((statement) => statement.startsWith('var V2Service = ')) ?? '';
  return [...list.matchAll(/^ {2}(\w+): (\{\n {4}[\s\S]*?\n {2}\})/gm)].map(([, name, definition]) => ({
    name,
    definition,
  }));
}

function withReferences(names, messageStatements) {
  const references = new Map();
  for (const statement of messageStatements) {
    const [about, ...others] = referencesIn(statement);
    if (about !== undefined) references.set(about, [...(references.get(about) ?? []), ...others]);
  }
  const used = new Set();
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (used.has(name)) continue;
    if (!references.has(name)) throw new Error(`Clarifai's generated code has no ${name}`);
    used.add(name);
    left.push(...references.get(name));
  }
  return used;
}

/**
 * Copies Clarifai's generated message classes without those that Rollcall does not use: 1.3 MB instead of 6.8 MB of code to read at every
 * start. The copy is in the `node_modules` of `dist`, where the built program finds it first.
 *
 * The copy has the calls and messages that are named in the two folders that use the protocol, and everything they refer to. It is only
 * written if it is outdated.
 * @param targetFolder where the package goes, for example `dist/node_modules`.
 * @throws {Error} when the generated code does not look as expected.
 */
export function slimProtocol(targetFolder) {
  const sources = readSources();
  const stamp = createHash('sha256')
    .update(readFileSync(join(source, 'package.json')))
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(sources)
    .digest('hex');
  const target = join(targetFolder, 'clarifai-nodejs-grpc');
  const stampFile = join(target, 'made-from');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  const messageFiles = ['resources_pb.js', 'service_pb.js'].map((file) => ({ file, statements: readStatements(file) }));
  const serviceStatements = readStatements('service_grpc_pb.js');
  const methods = readMethods(serviceStatements).filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sources));
  if (methods.length < 20) throw new Error(`Only ${methods.length} calls were found in Clarifai's generated code`);

  const named = [...sources.matchAll(/\b(?:service|resources)\.([A-Z]\w*)/g)].map(([, name]) => name);
  const used = withReferences(
    [...named, ...methods.flatMap(({ definition }) => referencesIn(definition))],
    messageFiles.flatMap(({ statements }) => statements),
  );

  rmSync(target, { recursive: true, force: true });
  for (const folder of ['proto', 'google']) {
    cpSync(join(source, folder), join(target, folder), {
      recursive: true,
      filter: (path) => !/\.(?:d\.ts|proto)$|test_proto/.test(path),
    });
  }
  function write(file, code) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), code);
  }
  /** Without spaces, there is less to read. Names are kept, for stack traces. */
  function writeCode(file, code) {
    write(file, transformSync(code, { minifyWhitespace: true, minifySyntax: true }).code);
  }
  write('package.json', readFileSync(join(source, 'package.json')));
  for (const { file, statements } of messageFiles) {
    const isKept = (statement) => {
      const [about] = referencesIn(statement);
      return about === undefined || used.has(about);
    };
    writeCode(join(API, file), statements.filter(isKept).join('\n'));
  }
  const functions = new Set(methods.flatMap(({ definition }) => definition.match(/\b(?:de)?serialize_\w+/g)));
  const isKept = (statement) => {
    const [, name] = /^function (\w+)/.exec(statement) ?? [];
    return name === undefined ? !statement.startsWith('var V2Service = ') : functions.has(name);
  };
  const serviceList = `var V2Service = exports.V2Service = {\n${methods.map(({ name, definition }) => `  ${name}: ${definition},`).join('\n')}\n};`;
  const isClient = (statement) => statement.startsWith('exports.V2Client = ');
  writeCode(
    join(API, 'service_grpc_pb.js'),
    [
      ...serviceStatements.filter((statement) => isKept(statement) && !isClient(statement)),
      serviceList,
      ...serviceStatements.filter(isClient),
    ].join('\n'),
  );
  // Last, so that an interrupted copy is made again.
  write('made-from', stamp);
}
