import { afterEach, beforeEach, describe, it } from 'vitest';
import { startTestClarifai, type TestClarifai } from './support/local-clarifai.js';
import { type MainJobForm, runMainJob } from './support/main-job.js';
import { TEAM } from './support/slack/ids.js';

const ORGANISATION = 'E0ORG0000';
const COLLEAGUES_WORKSPACE = 'T0COLLEAGUE';

const FORMS: readonly (MainJobForm & { readonly name: string })[] = [
  { name: 'in a workspace of its own', userTeam: TEAM },
  {
    name: 'on Enterprise Grid, where people belong to the organisation',
    enterpriseId: ORGANISATION,
    userTeam: ORGANISATION,
  },
  {
    name: 'installed in a whole organisation, used by someone of another of its workspaces',
    enterpriseId: ORGANISATION,
    userTeam: COLLEAGUES_WORKSPACE,
    isOrgWide: true,
  },
  { name: 'with two Rollcalls behind one address', userTeam: TEAM, copies: 2 },
];

let clarifai: TestClarifai;
beforeEach(async () => {
  clarifai = await startTestClarifai();
});
afterEach(() => clarifai.remove());

describe.each(FORMS)('over HTTP, $name', (form) => {
  it('asks who is in a photo, is told, learns, and names them in the next photo', async () => {
    await runMainJob(form, { ...clarifai, addresses: [clarifai.address] });
  });
});
