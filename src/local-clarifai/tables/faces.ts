import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes, countRow } from '../../store/row-shapes.js';
import { QUALITY_ISSUES, type QualityIssue } from '../engine/face-quality.js';
import { groupBy } from '../group-by.js';
import type { Box } from '../recognition/boxes.js';
import type { FoundFace } from '../recognition/face-finder.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';

/** A face of an indexed input. */
export interface StoredFace extends FoundFace {
  readonly pk: number;
}

const faceRow = z.object({
  pk: z.number(),
  id: z.string(),
  box_left: z.number(),
  box_top: z.number(),
  box_right: z.number(),
  box_bottom: z.number(),
  confidence: z.number(),
  /** A quality issue; empty for none. */
  flaw: z.enum(['', ...QUALITY_ISSUES]),
  embedding: bytes,
});
const faceOfInput = faceRow.extend({ input: z.number() });
const embeddingRow = faceRow.pick({ pk: true, embedding: true });
const faceWithInputRow = faceOfInput.omit({ confidence: true, flaw: true }).extend({ input_id: z.string() });
const qualityIssueRow = z.object({ pk: z.number(), flaw: z.enum(QUALITY_ISSUES) });
const keyRow = z.object({ pk: z.number() });

/** A face and the input it is on. */
export interface FaceWithInput extends Pick<FoundFace, 'id' | 'box' | 'embedding'> {
  /** Key of the input. */
  readonly input: number;
  readonly inputId: string;
}

/** Faces of indexed inputs, with their embeddings. */
export function createFaceTable(database: Database) {
  const ofInput = (input: number): StoredFace[] =>
    database.rows(faceRow, 'SELECT * FROM face WHERE input = ? ORDER BY pk', [input]).map(faceFromRow);

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

    /**
     * Faces by their keys.
     * @param engine if given, only faces that this engine found.
     */
    byPks: (pks: readonly number[], engine?: string): ReadonlyMap<number, StoredFace> =>
      new Map(
        database
          .rows(
            faceRow,
            'SELECT * FROM face WHERE pk IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR engine = ?2)',
            [JSON.stringify(pks), engine ?? null],
          )
          .map((row) => [row.pk, faceFromRow(row)]),
      ),

    /** The quality issues of faces that have one, by the key of the face. */
    qualityIssues: (pks: readonly number[]): ReadonlyMap<number, QualityIssue> =>
      new Map(
        database
          .rows(
            qualityIssueRow,
            `SELECT pk, flaw FROM face INDEXED BY face_quality_issue
             WHERE pk IN (SELECT value FROM json_each(?)) AND flaw <> ''`,
            [JSON.stringify(pks)],
          )
          .map(({ pk, flaw }) => [pk, flaw]),
      ),

    /** The faces that an engine found in these inputs, by the key of the input. */
    ofInputs(inputs: readonly number[], engine: string): ReadonlyMap<number, readonly StoredFace[]> {
      const rows = database.rows(
        faceOfInput,
        'SELECT * FROM face WHERE input IN (SELECT value FROM json_each(?)) AND +engine = ? ORDER BY pk',
        [JSON.stringify(inputs), engine],
      );
      const byInput = groupBy(rows, ({ input }) => input);
      return new Map([...byInput].map(([input, faces]) => [input, faces.map(faceFromRow)]));
    },

    /** The faces that this engine found in exactly this picture; undefined if the picture isn't indexed. */
    ofPicture(app: number, pictureHash: string, engine: string): StoredFace[] | undefined {
      const input = database.row(
        keyRow,
        'SELECT pk FROM input WHERE app = ? AND picture_hash = ? AND engine = ? LIMIT 1',
        [app, pictureHash, engine],
      );
      return input && ofInput(input.pk);
    },

    /** The embeddings of those of these faces that this engine found and that have no quality issue, by the key of the face. */
    learnable: (pks: readonly number[], engine: string): ReadonlyMap<number, Float32Array> =>
      new Map(
        database
          .rows(
            embeddingRow,
            `SELECT pk, embedding FROM face
             WHERE pk IN (SELECT value FROM json_each(?)) AND +engine = ? AND flaw = '' ORDER BY pk`,
            [JSON.stringify(pks), engine],
          )
          .map(({ pk, embedding }) => [pk, embeddingFromBytes(embedding)]),
      ),

    /** Faces with their inputs, by the key of the face. */
    withInputs: (pks: readonly number[]): ReadonlyMap<number, FaceWithInput> =>
      new Map(
        database
          .rows(
            faceWithInputRow,
            `SELECT face.pk, face.id, face.box_left, face.box_top, face.box_right, face.box_bottom, face.embedding,
               face.input, input.id AS input_id
             FROM face JOIN input ON input.pk = face.input
             WHERE face.pk IN (SELECT value FROM json_each(?)) ORDER BY face.pk`,
            [JSON.stringify(pks)],
          )
          .map((row) => [
            row.pk,
            {
              id: row.id,
              box: boxOf(row),
              embedding: embeddingFromBytes(row.embedding),
              input: row.input,
              inputId: row.input_id,
            },
          ]),
      ),

    /** How many faces other engines found, in all applications. */
    countFromOtherEngines: (engine: string) =>
      // Unlike `<>`, this does not go through the faces of this engine.
      database.row(countRow, 'SELECT count(*) AS count FROM face WHERE engine < ?1 OR engine > ?1', [engine])?.count ??
      0,

    remove(pk: number): void {
      database.run('DELETE FROM face WHERE pk = ?', [pk]);
    },
  };
}

function faceFromRow(row: z.infer<typeof faceRow>): StoredFace {
  return {
    pk: row.pk,
    id: row.id,
    box: boxOf(row),
    confidence: row.confidence,
    qualityIssue: row.flaw === '' ? undefined : row.flaw,
    embedding: embeddingFromBytes(row.embedding),
  };
}

function boxOf(row: Pick<z.infer<typeof faceRow>, 'box_left' | 'box_top' | 'box_right' | 'box_bottom'>): Box {
  return { left: row.box_left, top: row.box_top, right: row.box_right, bottom: row.box_bottom };
}
