import type { Geo, Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { Struct as StructMessage } from 'google-protobuf/google/protobuf/struct_pb.js';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { checkConcepts, checkGeo } from '../checks.js';
import { structFromBytes, structToBytes } from '../messages/common.js';
import { geoOf } from '../messages/inputs.js';
import type { PatchAction } from '../patch-action.js';
import { ApiError } from '../status.js';
import { annotationOfWholeInput } from '../store-annotation.js';
import { patchTags } from '../store-concepts.js';
import { patchStruct } from '../struct.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/**
 * Changes the concepts, the place and the metadata of an input (docs: complementary-topics/patching): `merge` adds to them,
 * `overwrite` replaces all three, `remove` removes those given. Regions are changed through annotations.
 * @param tables in a transaction.
 * @throws ApiError if the patch asks for any other change or has no data.
 */
export async function patchInput(tables: Tables, input: InputRow, patch: Input, action: PatchAction): Promise<void> {
  checkPatch(input, patch);
  const data = patch.getData() ?? new resources.Data();
  await tables.inputs.update(input.pk, {
    metadata: structToBytes(patchMetadata(structFromBytes(input.metadata), data.getMetadata(), action)),
    geo: patchGeo(geoOf(input), data.getGeo(), action)?.serializeBinary() ?? null,
  });
  const annotation = { pk: await annotationOfWholeInput(tables, input), app: input.app };
  await patchTags(tables, annotation, data.getConceptsList(), action);
}

function checkPatch(input: InputRow, patch: Input): void {
  refuseOtherFields(patch, StatusCode.INPUT_INVALID_ARGUMENT, 'data.concepts, data.geo and data.metadata', (rest) => {
    rest.setId('');
    // The hosted service ignores these as well, as its protocol says.
    rest.clearDatasetIdsList();
    rest.clearStatus();
    rest.clearCreatedAt();
    rest.clearModifiedAt();
    const data = rest.getData();
    data?.clearConceptsList();
    data?.clearGeo();
    data?.clearMetadata();
    // Some clients send the whole input back with one field changed.
    const isSamePicture = data?.getImage()?.getUrl() === input.url && data.getImage()?.getBase64_asU8().length === 0;
    if (isSamePicture) data?.clearImage();
    if (data?.serializeBinary().length === 0) rest.clearData();
  });
  if (!patch.hasData()) {
    throw new ApiError(StatusCode.INPUT_INVALID_ARGUMENT, `The patch of input “${input.id}” has no data.`);
  }
  checkConcepts(patch.getData()?.getConceptsList() ?? [], StatusCode.INPUT_INVALID_ARGUMENT);
  checkGeo(patch.getData()?.getGeo());
}

function patchMetadata(before: StructMessage | undefined, given: StructMessage | undefined, action: PatchAction) {
  if (action === 'overwrite') return given;
  if (given === undefined) return before;
  return patchStruct(before, given, action);
}

/** A new place always replaces the old one, and `remove` ignores the coordinates. */
function patchGeo(before: Geo | undefined, given: Geo | undefined, action: PatchAction): Geo | undefined {
  if (action === 'overwrite') return given;
  if (given === undefined) return before;
  return action === 'merge' ? given : undefined;
}
