import { sql } from 'kysely';
import { z } from 'zod';
import { bytes, countRow } from '../../store/row-shapes.js';
import { QUALITY_ISSUES, type QualityIssue } from '../engine/face-quality.js';
import { groupBy } from '../group-by.js';
import type { Box } from '../recognition/boxes.js';
import type { FoundFace } from '../recognition/face-finder.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';
import type { NearestFaces } from './face-vectors.js';
import type { Queries } from './queries.js';

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
export function createFaceTable({ db, dialect, row, rows }: Queries) {
  const select = () => db.selectFrom('face').selectAll('face');

  async function ofInput(input: number): Promise<StoredFace[]> {
    return (await rows(faceRow, select().where('input', '=', input).orderBy('pk'))).map(faceFromRow);
  }

  return {
    /** @returns the new row's key. */
    async add(input: number, engine: string, face: FoundFace): Promise<number> {
      const { pk } = await db
        .insertInto('face')
        .values({
          input,
          id: face.id,
          engine,
          box_left: face.box.left,
          box_top: face.box.top,
          box_right: face.box.right,
          box_bottom: face.box.bottom,
          confidence: face.confidence,
          flaw: face.qualityIssue ?? '',
          embedding: embeddingToBytes(face.embedding),
        })
        .returning('pk')
        .executeTakeFirstOrThrow();
      return pk;
    },

    ofInput,

    /**
     * Faces by their keys.
     * @param engine if given, only faces that this engine found.
     */
    async byPks(pks: readonly number[], engine?: string): Promise<ReadonlyMap<number, StoredFace>> {
      const found = await rows(
        faceRow,
        select()
          .where(dialect.isIn('face.pk', pks))
          .$if(engine !== undefined, (query) => query.where(dialect.unindexed('face.engine'), '=', engine)),
      );
      return new Map(found.map((each) => [each.pk, faceFromRow(each)]));
    },

    /** The quality issues of faces that have one, by the key of the face. */
    async qualityIssues(pks: readonly number[]): Promise<ReadonlyMap<number, QualityIssue>> {
      const found = await rows(
        qualityIssueRow,
        sql`select pk, flaw from face ${dialect.indexedBy('face_quality_issue')}
          where ${dialect.isIn('pk', pks)} and flaw <> ''`,
      );
      return new Map(found.map(({ pk, flaw }) => [pk, flaw]));
    },

    /** The faces that an engine found in these inputs, by the key of the input. */
    async ofInputs(inputs: readonly number[], engine: string): Promise<ReadonlyMap<number, readonly StoredFace[]>> {
      const found = await rows(
        faceOfInput,
        select()
          .where(dialect.isIn('face.input', inputs))
          .where(dialect.unindexed('face.engine'), '=', engine)
          .orderBy('face.pk'),
      );
      const byInput = groupBy(found, ({ input }) => input);
      return new Map([...byInput].map(([input, faces]) => [input, faces.map(faceFromRow)]));
    },

    /** The faces that this engine found in exactly this picture; undefined if the picture isn't indexed. */
    async ofPicture(app: number, pictureHash: string, engine: string): Promise<StoredFace[] | undefined> {
      const input = await row(
        keyRow,
        db
          .selectFrom('input')
          .select('pk')
          .where('app', '=', app)
          .where('picture_hash', '=', pictureHash)
          .where('engine', '=', engine)
          .limit(1),
      );
      return input && ofInput(input.pk);
    },

    /** The embeddings of those of these faces that this engine found and that have no quality issue, by the key of the face. */
    async learnable(pks: readonly number[], engine: string): Promise<ReadonlyMap<number, Float32Array>> {
      const found = await rows(
        embeddingRow,
        db
          .selectFrom('face')
          .select(['face.pk', 'face.embedding'])
          .where(dialect.isIn('face.pk', pks))
          .where(dialect.unindexed('face.engine'), '=', engine)
          .where('face.flaw', '=', '')
          .orderBy('face.pk'),
      );
      return new Map(found.map(({ pk, embedding }) => [pk, embeddingFromBytes(embedding)]));
    },

    /** Faces with their inputs, by the key of the face. */
    async withInputs(pks: readonly number[]): Promise<ReadonlyMap<number, FaceWithInput>> {
      const found = await rows(
        faceWithInputRow,
        db
          .selectFrom('face')
          .innerJoin('input', 'input.pk', 'face.input')
          .select(['face.pk', 'face.id', 'face.box_left', 'face.box_top', 'face.box_right', 'face.box_bottom'])
          .select(['face.embedding', 'face.input', 'input.id as input_id'])
          .where(dialect.isIn('face.pk', pks))
          .orderBy('face.pk'),
      );
      return new Map(
        found.map((each) => [
          each.pk,
          {
            id: each.id,
            box: boxOf(each),
            embedding: embeddingFromBytes(each.embedding),
            input: each.input,
            inputId: each.input_id,
          },
        ]),
      );
    },

    /** The keys of the faces nearest to some embeddings; undefined if the database can't tell, so that all must be compared. */
    nearest: async (wanted: NearestFaces): Promise<number[] | undefined> => dialect.nearestFaces?.(db, wanted),

    /** How many faces other engines found, in all applications. */
    async countFromOtherEngines(engine: string): Promise<number> {
      const count = db.selectFrom('face').select(db.fn.countAll().as('count'));
      // Unlike `<>`, this does not go through the faces of this engine.
      const found = await row(
        countRow,
        count.where((eb) => eb.or([eb('engine', '<', engine), eb('engine', '>', engine)])),
      );
      return found?.count ?? 0;
    },

    async remove(pk: number): Promise<void> {
      await db.deleteFrom('face').where('pk', '=', pk).execute();
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
