import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/open-postgres.js';
import { silentLog } from '../../support/silent-log.js';

describe('a PostgreSQL database', () => {
  it.each([
    [
      'postgres://postgres@127.0.0.1:9/rollcall',
      /can’t reach the database at 127\.0\.0\.1:9\/rollcall \(ECONNREFUSED\)/,
    ],
    ['postgres://someone:secret@db.invalid/rollcall', /can’t reach the database at db\.invalid:5432\/rollcall/],
  ])('that is not at %s is a sentence without the password', async (url, sentence) => {
    const refused = await openPostgres({ url, log: silentLog }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'UserFacingError', message: expect.stringMatching(sentence) });
    expect(String(refused)).not.toContain('secret');
  });
});
