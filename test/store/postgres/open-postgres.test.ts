import { describe, expect, it } from 'vitest';
import { describeOpeningFailure, describePostgresFailure, isPassing } from '../../../src/store/postgres/failures.js';
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

describe('the reason why a database can’t be opened', () => {
  it.each([
    ['28P01', 'password authentication failed', /refuses the user or the password in DATABASE_URL/],
    ['3D000', 'database does not exist', /has no database of the name in DATABASE_URL/],
    ['42501', 'permission denied for schema public', /may not create tables/],
    ['', 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', /asks for a password/],
    ['', 'The server does not support SSL connections', /Check its certificate, and sslmode/],
    ['57P03', 'the database system is starting up', /can’t reach the database at db:5432\/rollcall/],
  ])('%s “%s” is a sentence with what to do', (code, message, sentence) => {
    const error = Object.assign(new Error(message), code === '' ? {} : { code });
    expect(describeOpeningFailure(error, 'db:5432/rollcall')).toMatchObject({
      name: 'UserFacingError',
      message: expect.stringMatching(sentence),
    });
  });
});

describe('an error of an open database', () => {
  it.each([
    ['57P01', 'DatabaseAwayError'],
    ['08006', 'DatabaseAwayError'],
    ['ECONNRESET', 'DatabaseAwayError'],
    ['53100', 'DiskFullError'],
    ['23505', 'Error'],
  ])('%s is a %s', (code, name) => {
    const described = describePostgresFailure(Object.assign(new Error('it failed'), { code }));
    expect(described).toMatchObject({ name });
    expect(isPassing(described)).toBe(name !== 'Error');
  });
});
