import { defineConfig } from 'vitest/config';

/** `npm run test:clarifai`: the contract tests against the service of CLARIFAI_API_BASE and CLARIFAI_PAT, with long timeouts. */
export default defineConfig({
  test: {
    include: ['test/contract/**/*.test.ts'],
    env: { ROLLCALL_CONTRACT: 'as set' },
    testTimeout: 900_000,
    hookTimeout: 300_000,
    // Each test builds on those before it.
    bail: 1,
  },
});
