import { systemErrorCode, UserFacingError } from '../../errors.js';
import { DiskFullError } from '../failures.js';

/** The database can't be reached, or doesn't answer in time. Nothing was stored, or it isn't known; callers may try again. */
export class DatabaseAwayError extends UserFacingError {
  override readonly name = 'DatabaseAwayError';
}

/** Whether an error of the store passes: work that could not store anything may be tried again. */
export function isPassing(error: unknown): boolean {
  return error instanceof DiskFullError || error instanceof DatabaseAwayError;
}

/** Node's codes for a server that can't be reached, or a lost connection. */
const NETWORK_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
]);

/**
 * SQLSTATE codes and classes (postgresql.org/docs/current/errcodes-appendix.html) of failures that pass: lost connections, a server that is
 * starting or stopping, too many connections, a read-only standby after a failover, deadlocks, and time limits.
 */
const PASSING_STATES = /^(08...|57P0[1-3]|57014|53300|53200|25006|25P03|40001|40P01|55P03)$/;
const DISK_FULL = '53100';

/** What pg throws without a code. */
const PASSING_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|client was closed|query read timeout|timeout expired/i;

/**
 * Explains an error of PostgreSQL or of the way to it. Errors of a statement (a broken constraint, a misspelt column) are returned unchanged,
 * because the operator can't fix them. The original error is the cause; it contains no password.
 */
export function describePostgresFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserFacingError) return error;
  const code = codeOf(error);
  if (code === DISK_FULL) {
    return new DiskFullError('The disk of the database is full, so nothing was stored. Free some space on it.', {
      cause: error,
    });
  }
  if (NETWORK_CODES.has(code) || PASSING_STATES.test(code) || (code === '' && PASSING_MESSAGES.test(error.message))) {
    return new DatabaseAwayError(`The database of DATABASE_URL can’t be used at the moment (${reasonOf(error)}).`, {
      cause: error,
    });
  }
  return error;
}

/** What pg throws if it has no password to send. */
const NO_PASSWORD = /client password must be a string/;
const TLS_FAILURE = /server does not support SSL|certificate|_CERT|ERR_TLS|ERR_SSL/i;

/** Explains why the database of DATABASE_URL can't be opened. Other errors are returned as {@link describePostgresFailure} does. */
export function describeOpeningFailure(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error.name === 'UserFacingError') return error;
  const cause = error instanceof DatabaseAwayError && error.cause instanceof Error ? error.cause : error;
  const explain = (message: string) => new UserFacingError(message, { cause });
  switch (codeOf(cause)) {
    case '28P01':
    case '28000':
      return explain(`The database at ${place} refuses the user or the password in DATABASE_URL.`);
    case '3D000':
      return explain(
        `The server at ${place} has no database of the name in DATABASE_URL. Create it: CREATE DATABASE rollcall OWNER rollcall;`,
      );
    case '3F000':
    case '42501':
      return explain(
        `The user in DATABASE_URL may not create tables in its database at ${place}. Give it a database of its own: CREATE DATABASE rollcall OWNER rollcall;`,
      );
    default:
  }
  if (NO_PASSWORD.test(cause.message))
    return explain(`The database at ${place} asks for a password, and DATABASE_URL has none.`);
  if (TLS_FAILURE.test(`${codeOf(cause)} ${cause.message}`)) {
    return explain(
      `The encrypted connection to the database at ${place} failed (${cause.message}). Check its certificate, and sslmode in DATABASE_URL.`,
    );
  }
  const described = describePostgresFailure(error);
  if (!(described instanceof DatabaseAwayError)) return described;
  return explain(
    `Rollcall can’t reach the database at ${place} (${reasonOf(cause)}). Check DATABASE_URL, the network, and that PostgreSQL is running.`,
  );
}

function codeOf(error: Error): string {
  // Attempts at several addresses of a host are reported together.
  if (error instanceof AggregateError) return systemErrorCode(error.errors[0]) ?? '';
  return systemErrorCode(error) ?? '';
}

function reasonOf(error: Error): string {
  const code = codeOf(error);
  return NETWORK_CODES.has(code) ? code : error.message || code;
}
