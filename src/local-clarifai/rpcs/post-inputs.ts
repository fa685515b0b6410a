import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { MultiInputResponse, PostInputsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { checkedId, newId } from '../ids.js';
import { MAX_INPUTS_PER_POST, MAX_PICTURE_BYTES } from '../limits.js';
import { structToBytes } from '../messages/common.js';
import { inputMessage, refusedInput } from '../messages/inputs.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, summarize } from '../status.js';
import { setConcepts, storeAnnotation } from '../store-annotation.js';
import type { AppRow } from '../tables/apps.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';

/** An input whose bytes, if it has any, are safely on the disk. */
interface ReadyInput {
  readonly id: string;
  readonly message: Input;
  readonly url: string;
  readonly waitingFile: string | null;
}

/**
 * Takes inputs in: acknowledged ones are on the disk, and are indexed after the answer. Each is accepted or refused by itself;
 * refused ones come back in their place with the reason as their status.
 */
export async function postInputs(
  context: ServiceContext,
  app: AppRow,
  request: PostInputsRequest,
): Promise<MultiInputResponse> {
  const inputs = request.getInputsList();
  if (inputs.length === 0 || inputs.length > MAX_INPUTS_PER_POST) {
    throw new ApiError(StatusCode.INPUT_INVALID_REQUEST, `Send 1–${MAX_INPUTS_PER_POST} inputs at a time.`);
  }
  const suffixAllowed = request.getInputIdConflictResolution() === resources.InputIDConflictResolution.SUFFIX;
  const ready = await Promise.all(inputs.map((input) => attempt(() => makeReady(context, input))));
  const added = context.tables.transaction(() =>
    ready.map((input) =>
      input instanceof ApiError ? input : context.tables.attempt(() => add(context.tables, app, input, suffixAllowed)),
    ),
  );
  await discardRefused(context, ready, added);

  const reply = new service.MultiInputResponse();
  reply.setInputsList(
    added.map((result, index) =>
      result instanceof ApiError
        ? refusedInput(inputs[index]?.getId() ?? '', result)
        : inputMessage(context.tables.inputs.byPk(result) as InputRow),
    ),
  );
  reply.setStatus(summarize(added));
  context.indexer.add(added.filter((result) => typeof result === 'number'));
  return reply;
}

/** Input by input: what became of it. */
type Outcome<T> = T | ApiError;

async function discardRefused(
  context: ServiceContext,
  ready: readonly Outcome<ReadyInput>[],
  added: readonly Outcome<number>[],
): Promise<void> {
  const refused = ready.filter((_, index) => added[index] instanceof ApiError);
  const files = refused.map((input) => (input instanceof ApiError ? null : input.waitingFile));
  await Promise.all(files.map((file) => file && context.uploadSpool.discard(file)));
}

async function makeReady(context: ServiceContext, message: Input): Promise<ReadyInput> {
  const id = checkedId(message.getId(), StatusCode.INPUT_INVALID_REQUEST);
  const image = message.getData()?.getImage();
  const url = image?.getUrl() ?? '';
  const bytes = image?.getBase64_asU8() ?? new Uint8Array();
  if (url === '' && bytes.length === 0) {
    throw new ApiError(StatusCode.INPUT_INVALID_ARGUMENT, 'Send the picture as data.image.base64 or data.image.url.');
  }
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new ApiError(StatusCode.INPUT_OVER_LIMIT, `A picture can have ${MAX_PICTURE_BYTES / 1024 / 1024} MB.`);
  }
  return { id, message, url, waitingFile: bytes.length > 0 ? await context.uploadSpool.keep(bytes) : null };
}

/** @returns the key of the new input. */
function add(
  tables: Tables,
  app: AppRow,
  { id, message, url, waitingFile }: ReadyInput,
  suffixAllowed: boolean,
): number {
  const freeId =
    tables.inputs.find(app.pk, id) === undefined ? id : suffixAllowed ? suffixed(tables, app, id) : undefined;
  if (freeId === undefined) {
    throw new ApiError(StatusCode.INPUT_DUPLICATE, `There is an input with the id “${id}” already (duplicate ID).`);
  }
  const image = message.getData()?.getImage();
  if (waitingFile === null && image?.getAllowDuplicateUrl() !== true && tables.inputs.hasUrl(app.pk, url)) {
    throw new ApiError(StatusCode.INPUT_DUPLICATE, 'There is an input with this URL already (duplicate URL).');
  }
  const metadata = structToBytes(message.getData()?.getMetadata());
  const pk = tables.inputs.add(app.pk, { id: freeId, url: waitingFile === null ? url : '', metadata, waitingFile });
  const annotation = tables.annotations.add({
    app: app.pk,
    input: pk,
    id: newId(),
    kind: 'input',
    worker: app.user_id,
    face: null,
    status: StatusCode.ANNOTATION_SUCCESS,
    message: new resources.Annotation().serializeBinary(),
  });
  setConcepts(tables, app.pk, annotation, message.getData()?.getConceptsList() ?? []);
  for (const region of message.getData()?.getRegionsList() ?? []) {
    const label = new resources.Annotation().setData(new resources.Data().setRegionsList([region]));
    storeAnnotation(tables, tables.inputs.byPk(pk) as InputRow, label, app.user_id);
  }
  return pk;
}

function suffixed(tables: Tables, app: AppRow, id: string): string {
  let count = 1;
  while (tables.inputs.find(app.pk, `${id}-${count}`) !== undefined) count++;
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
