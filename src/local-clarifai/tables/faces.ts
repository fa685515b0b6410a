import type { Database } from '../../store/open-database.js';
import type { QualityIssue } from '../engine/face-quality.js';
import type { FoundFace } from '../recognition/face-finder.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';

/** A face found on an indexed input. */
export interface StoredFace extends FoundFace {
  readonly pk: number;
}

interface FaceRow {
  readonly pk: number;
  readonly id: string;
  readonly engine: string;
  readonly box_left: number;
  readonly box_top: number;
  readonly box_right: number;
  readonly box_bottom: number;
  readonly confidence: number;
  readonly flaw: QualityIssue | '';
  readonly embedding: Uint8Array;
}

/** A face with the concept somebody gave it. */
export interface TaggedFace extends StoredFace {
  readonly input: number;
  readonly concept: number;
}

export function createFaceTable(database: Database) {
  const ofInput = (input: number): StoredFace[] =>
    database.all<FaceRow>('SELECT * FROM face WHERE input = ? ORDER BY pk', [input]).map(faceFromRow);

  return {
    /** @returns the new row's key. */
    add(input: number, engine: string, face: FoundFace): number {
      return database.run(
        `INSERT INTO face (input, id, engine, box_left, box_top, box_right, box_bottom, confidence, flaw, embedding)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          input,
          face.id,
          engine,
          face.box.left,
          face.box.top,
          face.box.right,
          face.box.bottom,
          face.confidence,
          face.qualityIssue ?? '',
          embeddingToBytes(face.embedding),
        ],
      ).lastInsertRowid;
    },

    ofInput,

    /** By key. */
    byPks: (pks: readonly number[]): ReadonlyMap<number, StoredFace> =>
      new Map(
        database
          .all<FaceRow>('SELECT * FROM face WHERE pk IN (SELECT value FROM json_each(?))', [JSON.stringify(pks)])
          .map((row) => [row.pk, faceFromRow(row)]),
      ),

    /** The faces this engine found when exactly this picture was indexed; undefined when it was not. */
    ofPicture(app: number, pictureHash: string, engine: string): StoredFace[] | undefined {
      const input = database.get<{ pk: number }>(
        'SELECT pk FROM input WHERE app = ? AND picture_hash = ? AND engine = ? LIMIT 1',
        [app, pictureHash, engine],
      );
      return input && ofInput(input.pk);
    },

    /** Faces that carry a positive tag of one of these concepts, each face once per concept. */
    tagged(concepts: readonly number[], engine: string): TaggedFace[] {
      return database
        .all<FaceRow & { input: number; concept: number }>(
          `SELECT face.*, said.concept FROM (
             SELECT DISTINCT annotation.face, tag.concept FROM tag JOIN annotation ON annotation.pk = tag.annotation
             WHERE tag.concept IN (SELECT value FROM json_each(?)) AND tag.value >= 0.5
           ) AS said JOIN face ON face.pk = said.face WHERE face.engine = ? ORDER BY face.pk`,
          [JSON.stringify(concepts), engine],
        )
        .map((row) => ({ ...faceFromRow(row), input: row.input, concept: row.concept }));
    },

    countOfOtherEngines: (engine: string) =>
      database.get<{ count: number }>('SELECT count(*) AS count FROM face WHERE engine <> ?', [engine])?.count ?? 0,

    remove(pk: number): void {
      database.run('DELETE FROM face WHERE pk = ?', [pk]);
    },
  };
}

function faceFromRow(row: FaceRow): StoredFace {
  return {
    pk: row.pk,
    id: row.id,
    box: { left: row.box_left, top: row.box_top, right: row.box_right, bottom: row.box_bottom },
    confidence: row.confidence,
    qualityIssue: row.flaw === '' ? undefined : row.flaw,
    embedding: embeddingFromBytes(row.embedding),
  };
}
