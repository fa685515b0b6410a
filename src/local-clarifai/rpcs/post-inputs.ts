import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { MultiInputResponse, PostInputsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import { checkConcepts, checkCount, checkGeo, checkIsPicture } from '../checks.js';
import { findDataset } from '../dataset-lookup.js';
import { checkedId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { MAX_INPUTS_PER_POST, MAX_PICTURE_BYTES } from '../limits.js';
import { addJobMessage } from '../messages/add-jobs.js';
import { structToBytes } from '../messages/common.js';
import { inputMessages, refusedInput } from '../messages/inputs.js';
import { postedFaces, settleWithFaces } from '../posted-faces.js';
import type { FoundFace } from '../recognition/face-finder.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId, summarize } from '../status.js';
import { annotationOfWholeInput, storeAnnotation } from '../store-annotation.js';
import { toTags } from '../store-concepts.js';
import type { AppRow } from '../tables/apps.js';
import type { Tables } from '../tables/tables.js';

/** A checked input. If it was posted as bytes, they are in the upload spool. */
interface PreparedInput {
  readonly id: string;
  readonly message: Input;
  readonly url: string;
  readonly waitingFile: string | null;
  /** Set if it was posted with its faces instead of a picture. */
  readonly faces: readonly FoundFace[] | undefined;
}

/**
 * Adds inputs. They are on the disk when this returns and are indexed afterwards. An input that is refused gets the reason as its
 * status and doesn't affect the others.
 * @throws ApiError if the request as a whole is invalid.
 */
export async function postInputs(
  context: ServiceContext,
  app: AppRow,
  request: PostInputsRequest,
): Promise<MultiInputResponse> {
  const inputs = request.getInputsList();
  checkCount(inputs, MAX_INPUTS_PER_POST, 'inputs', StatusCode.INPUT_INVALID_REQUEST);
  const suffixAllowed = request.getInputIdConflictResolution() === resources.InputIDConflictResolution.SUFFIX;
  const prepared = await Promise.all(inputs.map((input) => attempt(() => prepare(context, input))));
  const { tables } = context;
  const jobId = request.getInputsAddJobId();
  const added = await tables.transaction(app.pk, async (tables) => {
    const addJob = jobId === '' ? null : await startJob(tables, app, jobId);
    const outcomes = await mapInOrder(prepared, async (input) =>
      input instanceof ApiError
        ? input
        : tables.attempt(() => add(tables, context.faceModel, app, input, { suffixAllowed, addJob })),
    );
    const refused = outcomes.filter((outcome) => outcome instanceof ApiError).length;
    if (addJob !== null) await tables.addJobs.setRefused(addJob, refused);
    return outcomes;
  });
  await discardRefused(context, prepared, added);

  const reply = new service.MultiInputResponse();
  const rows = await tables.inputs.byPks(added.filter((result) => typeof result === 'number'));
  const messages = await inputMessages(tables, app, rows);
  const messageOf = new Map(rows.map(({ pk }, index) => [pk, messages[index]]));
  reply.setInputsList(
    added.flatMap((result, index) =>
      result instanceof ApiError ? refusedInput(inputs[index]?.getId() ?? '', result) : (messageOf.get(result) ?? []),
    ),
  );
  const job = jobId === '' ? undefined : await tables.addJobs.find(app.pk, jobId);
  if (job !== undefined) reply.setInputsAddJob(await addJobMessage(tables, job));
  reply.setStatus(summarize(added));
  context.indexer.add(rows.filter(({ status }) => status === StatusCode.INPUT_PENDING).map(({ pk }) => pk));
  return reply;
}

/** @returns the key of the new job. */
async function startJob(tables: Tables, app: AppRow, id: string): Promise<number> {
  checkedId(id, StatusCode.INPUT_INVALID_REQUEST);
  if ((await tables.addJobs.find(app.pk, id)) !== undefined) {
    throw duplicateId(`The job “${id}”`);
  }
  return tables.addJobs.add(app.pk, id);
}

/** The result of a step for one input, or why the input was refused. */
type Outcome<T> = T | ApiError;

async function discardRefused(
  context: ServiceContext,
  prepared: readonly Outcome<PreparedInput>[],
  added: readonly Outcome<number>[],
): Promise<void> {
  const refused = prepared.filter((_, index) => added[index] instanceof ApiError);
  const files = refused.map((input) => (input instanceof ApiError ? null : input.waitingFile));
  await Promise.all(files.map((file) => file && context.uploadSpool.discard(file)));
}

async function prepare(context: ServiceContext, message: Input): Promise<PreparedInput> {
  const id = checkedId(message.getId(), StatusCode.INPUT_INVALID_REQUEST);
  const data = message.getData();
  checkIsPicture(data);
  checkConcepts(data?.getConceptsList() ?? [], StatusCode.INPUT_INVALID_ARGUMENT);
  checkGeo(data?.getGeo());
  const image = data?.getImage();
  const url = image?.getUrl() ?? '';
  const bytes = image?.getBase64_asU8() ?? new Uint8Array();
  if (url === '' && bytes.length === 0) {
    const faces = postedFaces(data, context.faceModel);
    if (faces !== undefined) return { id, message, url, waitingFile: null, faces };
    throw new ApiError(StatusCode.INPUT_INVALID_ARGUMENT, 'data.image needs base64 or url.');
  }
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new ApiError(StatusCode.INPUT_OVER_LIMIT, `A picture can have up to ${MAX_PICTURE_BYTES / 1024 / 1024} MB.`);
  }
  const waitingFile = bytes.length > 0 ? await context.uploadSpool.add(bytes) : null;
  return { id, message, url, waitingFile, faces: undefined };
}

/** @returns the key of the new input. */
async function add(
  tables: Tables,
  faceModel: FaceModel,
  app: AppRow,
  { id, message, url, waitingFile, faces }: PreparedInput,
  { suffixAllowed, addJob }: { readonly suffixAllowed: boolean; readonly addJob: number | null },
): Promise<number> {
  const isFree = (await tables.inputs.find(app.pk, id)) === undefined;
  const freeId = isFree ? id : suffixAllowed ? await suffixed(tables, app, id) : undefined;
  if (freeId === undefined) {
    throw duplicateId('Input', StatusCode.INPUT_DUPLICATE);
  }
  const image = message.getData()?.getImage();
  if (
    url !== '' &&
    waitingFile === null &&
    image?.getAllowDuplicateUrl() !== true &&
    (await tables.inputs.hasUrl(app.pk, url))
  ) {
    throw new ApiError(StatusCode.INPUT_DUPLICATE, 'Input has a duplicate URL.');
  }
  const data = message.getData();
  const pk = await tables.inputs.add(app.pk, {
    id: freeId,
    url: waitingFile === null ? url : '',
    metadata: structToBytes(data?.getMetadata()),
    geo: data?.getGeo()?.serializeBinary() ?? null,
    waitingFile,
    addJob,
  });
  for (const dataset of message.getDatasetIdsList()) {
    await tables.datasets.addMember((await findDataset(tables, app, dataset)).pk, pk);
  }
  const input = await tables.inputs.byPk(pk);
  if (input === undefined) throw new Error('A new input was not stored');
  const whole = await annotationOfWholeInput(tables, input);
  await tables.tags.replace(whole, await toTags(tables, app.pk, data?.getConceptsList() ?? []));
  if (faces !== undefined) {
    await settleWithFaces(tables, input, faces, faceModel);
    return pk;
  }
  for (const region of data?.getRegionsList() ?? []) {
    const annotation = new resources.Annotation().setData(new resources.Data().setRegionsList([region]));
    await storeAnnotation(tables, input, annotation, { userId: app.user_id, faceModel });
  }
  return pk;
}

/** The first free id of `ID-1`, `ID-2` and so on. */
async function suffixed(tables: Tables, app: AppRow, id: string): Promise<string> {
  let count = 1;
  while ((await tables.inputs.find(app.pk, `${id}-${count}`)) !== undefined) count++;
  return `${id}-${count}`;
}

async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
