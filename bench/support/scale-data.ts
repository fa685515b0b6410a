import { resources, StatusCode } from '../../src/clarifai-protocol.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID } from '../../src/local-clarifai/access.js';
import { describeFaceModel, FACE_WORKFLOW_ID } from '../../src/local-clarifai/base-models.js';
import { newId } from '../../src/local-clarifai/ids.js';
import { embeddingToBytes } from '../../src/local-clarifai/tables/embedding-bytes.js';
import type { Store } from '../../src/local-clarifai/tables/queries.js';
import { createTables, SEVERAL_APPS } from '../../src/local-clarifai/tables/tables.js';
import { chunksOf } from '../../src/slices.js';
import { EMBEDDING_SIZE, nearTo, vectors } from './made-embeddings.js';
import { seededRandom } from './shuffle.js';

/** How many rows one statement stores. */
const ROWS_AT_ONCE = 500;

/** Stores tagged faces with made embeddings, one in each photo. @returns the ids of the people. */
export async function seedFaces(
  store: Store,
  { engine, faces, people }: { readonly engine: string; readonly faces: number; readonly people: number },
): Promise<string[]> {
  const random = seededRandom(14);
  const ids = Array.from({ length: people }, (_, index) => `person-${index}`);
  const centres = ids.map(() => vectors(random, 1));
  const { versionId } = describeFaceModel({ id: engine, embeddingSize: EMBEDDING_SIZE });
  const times = { created_at: Date.now(), modified_at: Date.now() };
  const tables = createTables(store);
  if ((await tables.apps.find(LOCAL_USER_ID, DEFAULT_APP_ID)) === undefined) {
    const message = new resources.App().serializeBinary();
    await tables.apps.add({ userId: LOCAL_USER_ID, id: DEFAULT_APP_ID, baseWorkflow: FACE_WORKFLOW_ID, message });
  }
  const app = (await tables.apps.find(LOCAL_USER_ID, DEFAULT_APP_ID))?.pk ?? 0;
  const concepts = await tables.transaction(app, async (within) => {
    const keys: number[] = [];
    for (const id of ids) keys.push((await within.concepts.add(app, { id, name: id, metadata: null })).pk);
    return keys;
  });
  const status = StatusCode.ANNOTATION_SUCCESS;
  for (const some of chunksOf(
    Array.from({ length: faces }, (_, index) => index),
    ROWS_AT_ONCE,
  )) {
    await store.db.transaction().execute(async (db) => {
      await store.dialect.lock(db, SEVERAL_APPS);
      const inputs = await db
        .insertInto('input')
        .values(
          some.map((index) => ({
            ...times,
            app,
            id: `seeded-${index}`,
            url: '',
            metadata: null,
            geo: null,
            status: StatusCode.INPUT_SUCCESS,
            waiting_file: null,
            add_job: null,
            engine,
          })),
        )
        .returning('pk')
        .execute();
      const found = await db
        .insertInto('face')
        .values(
          inputs.map(({ pk }, index) => ({
            input: pk,
            id: newId(),
            engine,
            box_left: 0.2,
            box_top: 0.2,
            box_right: 0.8,
            box_bottom: 0.8,
            confidence: 0.99,
            embedding: embeddingToBytes(nearTo(centres[(some[index] ?? 0) % people] ?? vectors(random, 1), random)),
          })),
        )
        .returning(['pk', 'input'])
        .execute();
      const annotate = (kind: 'detection' | 'user') =>
        db
          .insertInto('annotation')
          .values(
            found.map(({ pk, input }) => ({
              ...times,
              app,
              input,
              id: newId(),
              kind,
              worker: kind === 'user' ? LOCAL_USER_ID : versionId,
              face: pk,
              status,
              message: new Uint8Array(),
            })),
          )
          .returning('pk')
          .execute();
      await annotate('detection');
      const tagged = await annotate('user');
      const tags = tagged.map(({ pk }, index) => ({
        annotation: pk,
        concept: concepts[(some[index] ?? 0) % people] ?? 0,
        value: 1,
      }));
      await db.insertInto('tag').values(tags).execute();
    });
  }
  return ids;
}
