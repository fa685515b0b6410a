import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: ['prepare-models', 'prepare-browser', 'temporary-folder'].map((name) => `test/support/${name}.ts`),
    // What is waited for comes at once, except on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    // One more than the two cores it is meant for: whole-app tests wait half of the time for what they started.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // `npm test` prints how much of the bot the tests run through. Programs that tests start count for nothing, so it is a lower bound.
    coverage: {
      provider: 'custom',
      customProviderModule: 'test/support/coverage-at-end.ts',
      include: ['src/**/*.ts'],
      exclude: ['src/local-slack/**', 'src/local-clarifai/**', 'src/bin/**', 'src/index.ts'],
      reporter: ['text-summary'],
    },
    // Compiled files are kept under node_modules, by their contents: each further run takes 5 s of processor time less.
    experimental: { fsModuleCache: true },
    // Not isolated: loading Bolt, the protocol and the engine anew for each of a hundred files would take most of the time.
    isolate: false,
    include: ['test/**/*.test.ts'],
    setupFiles: 'test/support/stop-nock.ts',
    // Tests also draw names in their own process, with the same fonts as the picture process.
    env: { FONTCONFIG_FILE: fileURLToPath(new URL('assets/fonts/fonts.conf', import.meta.url)) },
    // With V8's defaults, the garbage collector takes a tenth more of all processor time.
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64', '--initial-old-space-size=400'],
  },
});
