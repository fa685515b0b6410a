/** The data folder of a workspace with many photos, for `npm run bench:large` and its test. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toStruct } from '../../src/clarifai/transport/metadata.js';
import { resources, StatusCode } from '../../src/clarifai-protocol.js';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID } from '../../src/local-clarifai/access.js';
import { describeFaceModel } from '../../src/local-clarifai/base-models.js';
import { newId } from '../../src/local-clarifai/ids.js';
import { mapInOrder } from '../../src/local-clarifai/in-order.js';
import { structToBytes } from '../../src/local-clarifai/messages/common.js';
import { regionMessage } from '../../src/local-clarifai/messages/faces.js';
import { clarifaiFolder } from '../../src/local-clarifai/start-local-clarifai.js';
import { openEmbeddedStore } from '../../src/local-clarifai/tables/embedded-store.js';
import { createTables, SEVERAL_APPS, type Tables } from '../../src/local-clarifai/tables/tables.js';
import { channelId, memberId, nameOf, personId, tsOf } from './large-ids.js';
import { drawPhotos, type LargeSize, type SeedFace, type SeedPhoto, SPAN_MS } from './large-photos.js';
import { linkFiles, seedSlack } from './large-slack.js';
import { EMBEDDING_SIZE, nearTo, vectors } from './made-embeddings.js';
import type { SeedPicture } from './seed-picture.js';
import { seededRandom } from './shuffle.js';

/** What a data folder was filled with. */
export interface LargeWorkspace {
  readonly faces: number;
  readonly tags: number;
  readonly channelIds: readonly string[];
  /** Members of the workspace, Rollcall excluded; the first 200 are in every channel. */
  readonly memberIds: readonly string[];
}

/**
 * Fills an empty data folder with photos, people and tags for local Slack and local Clarifai. All photos share one picture; their
 * faces have made-up embeddings, near one another for the same person.
 * @param engine id of the engine that will use the folder.
 */
export async function seedLargeWorkspace(
  dataDir: string,
  size: LargeSize,
  options: { readonly engine: string; readonly picture: SeedPicture; readonly now: number },
): Promise<LargeWorkspace> {
  const random = seededRandom(13);
  const photos = drawPhotos(size, random, options.now);
  const faces = photos.reduce((sum, photo) => sum + photo.faces.length, 0);
  const tags = photos.reduce((sum, photo) => sum + photo.faces.filter(({ isTagged }) => isTagged).length, 0);
  await mkdir(clarifaiFolder(dataDir), { recursive: true, mode: 0o700 });
  await seedClarifai(dataDir, size, photos, { ...options, random });
  // A database is not created beside other data, so it comes first.
  await mkdir(join(dataDir, 'slack'), { recursive: true, mode: 0o700 });
  const created = Math.floor((options.now - SPAN_MS) / 1000) - 1000;
  seedSlack(dataDir, size, photos, { picture: options.picture, created });
  await linkFiles(join(dataDir, 'slack', 'files'), photos, options.picture.file);
  return {
    faces,
    tags,
    channelIds: Array.from({ length: size.channels }, (_, index) => channelId(index)),
    memberIds: Array.from({ length: size.members }, (_, index) => memberId(index)),
  };
}

async function seedClarifai(
  dataDir: string,
  size: LargeSize,
  photos: readonly SeedPhoto[],
  {
    engine,
    picture,
    random,
  }: { readonly engine: string; readonly picture: SeedPicture; readonly random: () => number },
): Promise<void> {
  const store = openEmbeddedStore(join(clarifaiFolder(dataDir), 'clarifai.db'));
  try {
    const centres = Array.from({ length: size.people }, () => vectors(random, 1));
    await createTables(store).transaction(SEVERAL_APPS, async (tables) => {
      await tables.apps.add({
        userId: LOCAL_USER_ID,
        id: DEFAULT_APP_ID,
        baseWorkflow: 'Face',
        message: new resources.App().serializeBinary(),
      });
      const app = (await tables.apps.find(LOCAL_USER_ID, DEFAULT_APP_ID))?.pk ?? 0;
      const personIds = centres.map((_, index) => personId(index, size.members));
      const concepts: number[] = [];
      for (const [index, id] of personIds.entries()) {
        concepts.push((await tables.concepts.add(app, { id, name: nameOf(index), metadata: null })).pk);
      }
      const versionId = describeFaceModel({ id: engine, embeddingSize: EMBEDDING_SIZE }).versionId;
      for (const photo of photos) {
        await addPhoto(tables, { app, engine, versionId, picture, concepts, personIds }, photo, ({ person }) =>
          nearTo(centres[person] ?? vectors(random, 1), random),
        );
      }
    });
  } finally {
    await store.db.destroy();
  }
}

interface PhotoTarget {
  readonly app: number;
  readonly engine: string;
  readonly versionId: string;
  readonly picture: SeedPicture;
  readonly concepts: readonly number[];
  readonly personIds: readonly string[];
}

async function addPhoto(
  tables: Tables,
  { app, engine, versionId, picture, concepts, personIds }: PhotoTarget,
  photo: SeedPhoto,
  embed: (face: SeedFace) => Float32Array,
): Promise<void> {
  const faceIds = photo.faces.map(() => newId());
  // As after the first training: the model named most of the others.
  const shown = photo.faces.map(({ person, isTagged, isNamed }, index) => {
    const id = personIds[person];
    return !isTagged && isNamed && id !== undefined ? `${faceIds[index]}=${id}` : faceIds[index];
  });
  const metadata = toStruct({
    team_id: 'T0LOCAL001',
    channel_id: channelId(photo.channel),
    message_ts: tsOf(photo.at),
    upload: newId(),
    posted_by: memberId(photo.poster),
    faces: shown.join(' '),
  });
  const input = await tables.inputs.add(app, {
    id: photoIdOfFile(photo.fileId),
    url: '',
    metadata: structToBytes(metadata),
    geo: null,
    waitingFile: null,
    addJob: null,
  });
  const success = StatusCode.ANNOTATION_SUCCESS;
  await tables.annotations.add({
    app,
    input,
    id: newId(),
    kind: 'input',
    worker: LOCAL_USER_ID,
    face: null,
    status: success,
    message: new Uint8Array(),
  });
  const faces = await mapInOrder([...photo.faces.entries()], async ([index, face]) => {
    const left = (index % 5) * 0.2;
    const top = Math.floor(index / 5) * 0.3;
    const found = {
      id: faceIds[index] ?? newId(),
      box: { left: left + 0.02, top: top + 0.02, right: left + 0.17, bottom: top + 0.27 },
      confidence: 0.99,
      qualityIssue: undefined,
      embedding: embed(face),
    };
    return { face, found, pk: await tables.faces.add(input, engine, found) };
  });
  for (const { pk } of faces) {
    const detection = { app, input, id: newId(), kind: 'detection' as const, worker: versionId, face: pk };
    await tables.annotations.add({ ...detection, status: success, message: new Uint8Array() });
  }
  for (const { face, found, pk } of faces) {
    if (!face.isTagged) continue;
    const info = toStruct({
      tagged_by: memberId(photo.poster),
      tagged_at: new Date(photo.at + 60_000).toISOString(),
      face_id: found.id,
    });
    const message = new resources.Annotation()
      .setInputId(photoIdOfFile(photo.fileId))
      .setData(new resources.Data().setRegionsList([regionMessage(found)]))
      .setEmbedModelVersionId(versionId)
      .setAnnotationInfo(info);
    const annotation = { app, input, id: newId(), kind: 'user' as const, worker: LOCAL_USER_ID, face: pk };
    const added = await tables.annotations.add({ ...annotation, status: success, message: message.serializeBinary() });
    await tables.tags.replace(added, [{ concept: concepts[face.person] ?? 0, value: 1 }]);
  }
  const settled = { status: StatusCode.INPUT_SUCCESS, details: '', pictureHash: picture.hash, engine };
  await tables.indexing.settle(input, settled);
}
