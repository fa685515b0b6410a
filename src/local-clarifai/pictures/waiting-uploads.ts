import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../tables/database-schema.js';
import type { UploadSpool } from './upload-spool.js';

/** In seconds: how long a request takes at most from storing its pictures to storing their inputs. */
const UNNAMED_SECONDS = 3600;

/** Holds uploaded pictures in PostgreSQL, so that any server can index them. They are deleted once they are indexed. */
export function createWaitingUploads(db: Db): UploadSpool {
  return {
    async add(picture) {
      const name = randomUUID();
      await sql`INSERT INTO waiting_upload (name, picture) VALUES (${name}, ${picture})`.execute(db);
      return name;
    },
    async read(name) {
      const { rows } = await sql<{ picture: Buffer }>`SELECT picture FROM waiting_upload WHERE name = ${name}`.execute(
        db,
      );
      const [row] = rows;
      if (row === undefined) throw new Error('An uploaded picture is gone');
      return row.picture;
    },
    async discard(name) {
      await sql`DELETE FROM waiting_upload WHERE name = ${name}`.execute(db);
    },
    // The names may be out of date by now, because other servers take pictures all the time.
    async discardAllBut() {
      await sql`DELETE FROM waiting_upload
        WHERE created_at < now() - make_interval(secs => ${UNNAMED_SECONDS})
          AND NOT EXISTS (SELECT 1 FROM input WHERE input.waiting_file = waiting_upload.name)`.execute(db);
    },
  };
}
