import { sql } from 'kysely';
import type { Db } from './database-schema.js';

/**
 * The embeddings of faces as vectors of pgvector (github.com/pgvector/pgvector), where the database has that extension: a search for the most
 * similar faces is then made by PostgreSQL, and reads a page of faces instead of all. A trigger writes them, so that servers that started
 * before the extension was there write them, too. There is no index, because those of pgvector find most of the nearest faces, not all.
 *
 * The function reads 32-bit floats, little-endian (IEEE 754; no infinities and no denormal numbers, which embeddings don't have).
 */
const CREATE = `
  CREATE TABLE IF NOT EXISTS face_vector (
    face bigint PRIMARY KEY REFERENCES face ON DELETE CASCADE,
    embedding vector NOT NULL
  );
  ALTER TABLE face_vector ALTER COLUMN embedding SET STORAGE PLAIN;

  CREATE OR REPLACE FUNCTION rollcall_vector(bytes bytea) RETURNS vector LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(
      CASE WHEN bits & 2147483647 = 0 THEN 0 ELSE
        CASE WHEN bits & 2147483648 = 0 THEN 1 ELSE -1 END
          * (1 + (bits & 8388607) / 8388608.0::float8) * power(2::float8, ((bits >> 23) & 255) - 127)
      END::real ORDER BY position)::vector
    FROM generate_series(0, length(bytes) / 4 - 1) AS position,
      LATERAL (SELECT get_byte(bytes, 4 * position)::bigint | get_byte(bytes, 4 * position + 1)::bigint << 8
        | get_byte(bytes, 4 * position + 2)::bigint << 16 | get_byte(bytes, 4 * position + 3)::bigint << 24 AS bits) AS word
  $$;

  CREATE OR REPLACE FUNCTION rollcall_add_vector() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO face_vector (face, embedding) VALUES (NEW.pk, rollcall_vector(NEW.embedding));
      RETURN NEW;
    END
  $$;
  CREATE OR REPLACE TRIGGER add_vector AFTER INSERT ON face FOR EACH ROW EXECUTE FUNCTION rollcall_add_vector();

  INSERT INTO face_vector (face, embedding)
    SELECT pk, rollcall_vector(face.embedding) FROM face
    WHERE NOT EXISTS (SELECT 1 FROM face_vector WHERE face_vector.face = face.pk);
`;

/** Prepares the vectors if the extension is there. @returns whether it is. */
export async function prepareVectors(db: Db): Promise<boolean> {
  const { rows } = await sql<{ has: boolean; ready: boolean }>`SELECT to_regtype('vector') IS NOT NULL AS has,
    to_regclass('face_vector') IS NOT NULL AS ready`.execute(db);
  if (rows[0]?.has !== true) return false;
  if (rows[0].ready) return true;
  await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('rollcall migration ' || current_schema(), 0))`.execute(
      transaction,
    );
    // Faces that are added meanwhile wait, so that none is left out. Large databases take minutes, once.
    await sql`SET LOCAL statement_timeout = 0`.execute(transaction);
    await sql`LOCK TABLE face IN SHARE ROW EXCLUSIVE MODE`.execute(transaction);
    await sql.raw(CREATE).execute(transaction);
  });
  return true;
}

/** Which faces to find. */
export interface NearestFaces {
  /** Key of the application. */
  readonly app: number;
  /** Only faces that this engine found. */
  readonly engine: string;
  readonly embeddings: readonly Float32Array[];
  /** How many for each embedding. */
  readonly limit: number;
}

/** The keys of the faces with the smallest Euclidean distance to one of the embeddings, and of all that have an embedding of another length. */
export async function nearestFaces(db: Db, { app, engine, embeddings, limit }: NearestFaces): Promise<number[]> {
  const keys = new Set<number>();
  const ofApp = sql`face_vector JOIN face ON face.pk = face_vector.face JOIN input ON input.pk = face.input
    WHERE input.app = ${app} AND face.engine = ${engine}`;
  for (const embedding of embeddings) {
    const vector = sql`${`[${embedding.join(',')}]`}::vector`;
    const { rows } = await sql<{ pk: number }>`
      (SELECT face.pk FROM ${ofApp} AND vector_dims(face_vector.embedding) = ${embedding.length}
       ORDER BY CASE WHEN vector_dims(face_vector.embedding) = ${embedding.length} THEN face_vector.embedding <-> ${vector} END LIMIT ${limit})
      UNION ALL SELECT face.pk FROM ${ofApp} AND vector_dims(face_vector.embedding) <> ${embedding.length}`.execute(db);
    for (const { pk } of rows) keys.add(pk);
  }
  return [...keys];
}
