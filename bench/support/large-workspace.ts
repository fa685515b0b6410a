/** The data folder of a workspace with many photos, for `npm run bench:large` and its test. */
import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toStruct } from '../../src/clarifai/transport/metadata.js';
import { resources, StatusCode } from '../../src/clarifai-protocol.js';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID } from '../../src/local-clarifai/access.js';
import { describeFaceModel } from '../../src/local-clarifai/base-models.js';
import { fuseEmbeddings } from '../../src/local-clarifai/engine/embedding.js';
import { newId } from '../../src/local-clarifai/ids.js';
import { structToBytes } from '../../src/local-clarifai/messages/common.js';
import { regionMessage } from '../../src/local-clarifai/messages/faces.js';
import { clarifaiFolder } from '../../src/local-clarifai/start-local-clarifai.js';
import { MIGRATIONS } from '../../src/local-clarifai/tables/schema.js';
import { createTables, type Tables } from '../../src/local-clarifai/tables/tables.js';
import { createChannels } from '../../src/local-slack/workspace/channels.js';
import { openWorkspaceDatabase } from '../../src/local-slack/workspace/database.js';
import { createFiles } from '../../src/local-slack/workspace/files.js';
import { BOT } from '../../src/local-slack/workspace/identity.js';
import { createMessages } from '../../src/local-slack/workspace/messages.js';
import { createPeople } from '../../src/local-slack/workspace/people.js';
import { packReplyState, type ReplyState } from '../../src/replies/reply-state.js';
import { openDatabase } from '../../src/store/open-database.js';
import { seededRandom } from './shuffle.js';

export interface LargeSize {
  readonly photos: number;
  readonly people: number;
  readonly channels: number;
  readonly members: number;
}

/** What a data folder was filled with. */
export interface LargeWorkspace {
  readonly faces: number;
  readonly tags: number;
  readonly channelIds: readonly string[];
  /** Members of every channel, Rollcall excluded. */
  readonly memberIds: readonly string[];
}

/** A picture and its SHA-256 as the bot sends it. */
export interface SeedPicture {
  readonly file: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly hash: string;
}

/** Dimensions of the two networks' embeddings. */
const [FIRST, SECOND] = [128, 192];
/** Shares of photos with 0, 1, 2 … faces: many portraits, some groups. */
const FACES_PER_PHOTO = [0.05, 0.42, 0.21, 0.12, 0.07, 0.05, 0.03, 0.02, 0.02, 0.01];
/** The share of faces that people have tagged. */
const TAGGED = 0.35;
/** The share of the others that the model has named. */
const NAMED = 0.8;
const SPAN_MS = 2 * 365 * 24 * 60 * 60_000;
/** The newest photo is this old, so that no start catches up with them. */
const NEWEST_MS = 6 * 60 * 60_000;

interface SeedFace {
  readonly person: number;
  readonly isTagged: boolean;
  /** Whether the model names it, if no one has tagged it. */
  readonly isNamed: boolean;
}

interface SeedPhoto {
  readonly fileId: string;
  readonly at: number;
  readonly channel: number;
  readonly poster: number;
  readonly faces: readonly SeedFace[];
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
  seedClarifai(dataDir, size, photos, { ...options, random });
  // A database is not created beside other data, so it comes first.
  await mkdir(join(dataDir, 'slack'), { recursive: true, mode: 0o700 });
  seedSlack(dataDir, size, photos, options);
  await linkFiles(join(dataDir, 'slack', 'files'), photos, options.picture.file);
  return {
    faces,
    tags,
    channelIds: Array.from({ length: size.channels }, (_, index) => channelId(index)),
    memberIds: Array.from({ length: size.members }, (_, index) => memberId(index)),
  };
}

function drawPhotos(size: LargeSize, random: () => number, now: number): SeedPhoto[] {
  const begin = now - NEWEST_MS - SPAN_MS;
  return Array.from({ length: size.photos }, (_, index) => {
    const count = pickCount(random());
    // Some people are on many photos, most on a few.
    const faces = Array.from({ length: count }, () => ({
      person: Math.floor(size.people * random() ** 1.7),
      isTagged: random() < TAGGED,
      isNamed: random() < NAMED,
    }));
    return {
      fileId: `F0SEED${String(index).padStart(6, '0')}`,
      at: begin + (SPAN_MS * (index + 1)) / size.photos,
      channel: Math.floor(size.channels * random() ** 2),
      poster: Math.floor(size.members * random()),
      faces,
    };
  });
}

function pickCount(share: number): number {
  let left = share;
  for (const [count, each] of FACES_PER_PHOTO.entries()) {
    left -= each;
    if (left < 0) return count;
  }
  return 1;
}

function seedClarifai(
  dataDir: string,
  size: LargeSize,
  photos: readonly SeedPhoto[],
  {
    engine,
    picture,
    random,
  }: { readonly engine: string; readonly picture: SeedPicture; readonly random: () => number },
): void {
  const database = openDatabase(join(clarifaiFolder(dataDir), 'clarifai.db'), { migrations: MIGRATIONS });
  try {
    const tables = createTables(database);
    const centres = Array.from({ length: size.people }, () => vectors(random, 1));
    tables.transaction(() => {
      tables.apps.add({
        userId: LOCAL_USER_ID,
        id: DEFAULT_APP_ID,
        baseWorkflow: 'Face',
        message: new resources.App().serializeBinary(),
      });
      const app = tables.apps.find(LOCAL_USER_ID, DEFAULT_APP_ID)?.pk ?? 0;
      const personIds = centres.map((_, index) => personId(index, size.members));
      const concepts = personIds.map(
        (id, index) => tables.concepts.add(app, { id, name: nameOf(index), metadata: null }).pk,
      );
      const versionId = describeFaceModel({ id: engine, embeddingSize: FIRST + SECOND }).versionId;
      for (const photo of photos) {
        addPhoto(tables, { app, engine, versionId, picture, concepts, personIds }, photo, ({ person }) =>
          nearTo(centres[person] ?? vectors(random, 1), random),
        );
      }
    });
  } finally {
    database.close();
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

function addPhoto(
  tables: Tables,
  { app, engine, versionId, picture, concepts, personIds }: PhotoTarget,
  photo: SeedPhoto,
  embed: (face: SeedFace) => Float32Array,
): void {
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
  const input = tables.inputs.add(app, {
    id: photoIdOfFile(photo.fileId),
    url: '',
    metadata: structToBytes(metadata),
    geo: null,
    waitingFile: null,
    addJob: null,
  });
  const success = StatusCode.ANNOTATION_SUCCESS;
  tables.annotations.add({
    app,
    input,
    id: newId(),
    kind: 'input',
    worker: LOCAL_USER_ID,
    face: null,
    status: success,
    message: new Uint8Array(),
  });
  const faces = photo.faces.map((face, index) => {
    const left = (index % 5) * 0.2;
    const top = Math.floor(index / 5) * 0.3;
    const found = {
      id: faceIds[index] ?? newId(),
      box: { left: left + 0.02, top: top + 0.02, right: left + 0.17, bottom: top + 0.27 },
      confidence: 0.99,
      qualityIssue: undefined,
      embedding: embed(face),
    };
    return { face, found, pk: tables.faces.add(input, engine, found) };
  });
  for (const { pk } of faces) {
    const detection = { app, input, id: newId(), kind: 'detection' as const, worker: versionId, face: pk };
    tables.annotations.add({ ...detection, status: success, message: new Uint8Array() });
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
    const added = tables.annotations.add({ ...annotation, status: success, message: message.serializeBinary() });
    tables.tags.replace(added, [{ concept: concepts[face.person] ?? 0, value: 1 }]);
  }
  const settled = { status: StatusCode.INPUT_SUCCESS, details: '', pictureHash: picture.hash, engine };
  tables.indexing.settle(input, settled);
}

interface Vectors {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

function vectors(random: () => number, length: number): Vectors {
  return { first: randomVector(FIRST, random, length), second: randomVector(SECOND, random, length) };
}

/** Photos of one person are about 0.4 apart, those of different people about 1.2. */
function nearTo(centre: Vectors, random: () => number): Float32Array {
  const add = (vector: Float32Array, noise: Float32Array) => vector.map((value, i) => value + (noise[i] ?? 0));
  const { first, second } = vectors(random, 0.35);
  return fuseEmbeddings(add(centre.first, first), add(centre.second, second));
}

function randomVector(size: number, random: () => number, length: number): Float32Array {
  // The sum of two uniform numbers is near enough to normal, and quick.
  const vector = Float32Array.from({ length: size }, () => random() + random() - 1);
  const factor = length / Math.hypot(...vector);
  return vector.map((value) => value * factor);
}

async function linkFiles(folder: string, photos: readonly SeedPhoto[], picture: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const stored = join(folder, photos[0]?.fileId ?? 'none');
  await copyFile(picture, stored);
  for (const { fileId } of photos.slice(1)) await link(stored, join(folder, fileId));
}

function seedSlack(
  dataDir: string,
  size: LargeSize,
  photos: readonly SeedPhoto[],
  { picture, now }: { readonly picture: SeedPicture; readonly now: number },
): void {
  const database = openWorkspaceDatabase(join(dataDir, 'slack'));
  try {
    const [people, channels] = [createPeople(database), createChannels(database)];
    const [messages, files] = [createMessages(database), createFiles(database)];
    const created = Math.floor((now - SPAN_MS) / 1000) - 1000;
    database.transaction(() => {
      people.add({ id: BOT.userId, name: BOT.name, realName: 'Rollcall', title: '', isBot: true, isAdmin: false });
      const ids = Array.from({ length: size.members }, (_, index) => memberId(index));
      for (const [index, id] of ids.entries()) {
        const name = nameOf(index);
        const handle = name.toLowerCase().replaceAll(' ', '.');
        people.add({ id, name: handle, realName: name, title: '', isBot: false, isAdmin: index === 0 });
        const direct = { id: `D0SEED${String(index).padStart(5, '0')}`, kind: 'im' as const, name: '', purpose: '' };
        channels.add({ ...direct, creator: id, created }, [id, BOT.userId]);
      }
      for (let index = 0; index < size.channels; index += 1) {
        const named = { id: channelId(index), kind: 'public' as const, name: `channel-${index}`, purpose: '' };
        channels.add({ ...named, creator: ids[0] ?? BOT.userId, created }, [...ids, BOT.userId]);
      }
      for (const photo of photos) addPost(messages, files, photo, picture);
    });
  } finally {
    database.close();
  }
}

/** One post with a photo and Rollcall's reply to it. */
function addPost(
  messages: ReturnType<typeof createMessages>,
  files: ReturnType<typeof createFiles>,
  photo: SeedPhoto,
  picture: SeedPicture,
): void {
  const [channel, ts, user] = [channelId(photo.channel), tsOf(photo.at), memberId(photo.poster)];
  const file = {
    id: photo.fileId,
    owner: user,
    created: Math.floor(photo.at / 1000),
    name: 'photo.jpg',
    title: 'photo',
    size: picture.bytes,
    mimetype: 'image/jpeg',
    filetype: 'jpg',
    width: picture.width,
    height: picture.height,
  };
  files.expect(file, `ticket-${photo.fileId}`);
  files.save(file, 'complete');
  files.share(file.id, { channel, ts });
  messages.add({ channel, ts, user, subtype: 'file_share', text: '', fileIds: [file.id] });
  if (photo.faces.length === 0) return;
  const state: ReplyState = {
    postTs: ts,
    photos: [{ photoId: photoIdOfFile(photo.fileId) }],
    page: 0,
    order: 'by rows',
  };
  messages.add({
    channel,
    ts: tsOf(photo.at + 3000),
    threadTs: ts,
    user: BOT.userId,
    text: `I found ${photo.faces.length} faces.`,
    metadata: { ...packReplyState(state) },
  });
}

function channelId(index: number): string {
  return `C0SEED${String(index).padStart(5, '0')}`;
}

function memberId(index: number): string {
  return `U0SEED${String(index).padStart(5, '0')}`;
}

/** The first people are members of the workspace. */
function personId(index: number, members: number): string {
  return index < members ? `slack-${memberId(index).toLowerCase()}` : newId();
}

const FIRST_NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Eszter', 'Farah', 'Goran', 'Hana', 'Ismael', 'Jun'];
const LAST_NAMES = [
  'Abara',
  'Berg',
  'Castro',
  'Dlamini',
  'Eriksen',
  'Fontaine',
  'Guzmán',
  'Haddad',
  'Ito',
  'Jovanović',
];

function nameOf(index: number): string {
  const first = FIRST_NAMES[index % FIRST_NAMES.length];
  const last = LAST_NAMES[Math.floor(index / FIRST_NAMES.length) % LAST_NAMES.length];
  return `${first} ${last} ${toWord(Math.floor(index / 100))}`;
}

/** A number as letters, so that names stay names. */
function toWord(number: number): string {
  return ['Alva', 'Bern', 'Cole', 'Dorn', 'Esk', 'Falk', 'Grau', 'Holt', 'Ivar', 'Jost'][number % 10] ?? '';
}

function tsOf(ms: number): string {
  return `${(ms / 1000).toFixed(6)}`;
}
