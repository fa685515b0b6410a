import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * `npm run test:postgres`: the tests of local Clarifai and of the bot's client with PostgreSQL in place of the embedded file. On the server
 * that ROLLCALL_TEST_POSTGRES names (a URL), or on PGlite.
 */
const config = mergeConfig(
  base,
  defineConfig({
    test: { env: { ROLLCALL_TEST_STORE: 'postgres' }, maxWorkers: process.env['ROLLCALL_TEST_POSTGRES'] ? 2 : 1 },
  }),
);
config.test.include = [
  'test/local-clarifai/*.test.ts',
  'test/clarifai/**/*.test.ts',
  'test/contract/**/*.test.ts',
  'test/store/postgres/*.test.ts',
];
// About the embedded file.
config.test.exclude = [
  'local-clarifai/durability',
  'local-clarifai/migrations',
  'local-clarifai/query-plans',
  'local-clarifai/size',
  'clarifai/version-0-1',
].map((name) => `test/${name}.test.ts`);
export default config;
