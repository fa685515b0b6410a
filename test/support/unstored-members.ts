import { createMembers } from '../../src/people/members.js';

type GivenDeps = Omit<Parameters<typeof createMembers>[0], 'cacheDir' | 'isClosing' | 'sleep'>;

/** The members of a workspace, read from Slack alone and without pauses. */
export function createUnstoredMembers(deps: GivenDeps) {
  return createMembers({ ...deps, cacheDir: undefined, isClosing: () => false, sleep: async () => {} });
}
