import nock from 'nock';

/** Lets nock answer requests until the end of the test file, and refuse those it has no answer for. */
export function startNock(): void {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
}
