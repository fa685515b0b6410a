import type { Database } from '../../store/database.js';
import { openKysely } from '../../store/kysely.js';
import { openDatabase } from '../../store/open-database.js';
import type { DatabaseSchema } from './database-schema.js';
import { embeddedDialect } from './dialect.js';
import type { Store } from './queries.js';
import { MIGRATIONS } from './schema.js';

/**
 * Opens the file that local Clarifai stores everything in, or creates it. Closing `db` closes the file.
 * @param options.madeAfter as in {@link openDatabase}.
 * @throws UserFacingError as {@link openDatabase} does.
 */
export function openEmbeddedStore(file: string, options: { readonly madeAfter?: string } = {}): Store {
  return embeddedStore(openDatabase(file, { migrations: MIGRATIONS, ...options }));
}

/** The store in an open database, which has the schema of schema.ts. */
export function embeddedStore(database: Database): Store {
  return { db: openKysely<DatabaseSchema>(database), dialect: embeddedDialect(database) };
}
