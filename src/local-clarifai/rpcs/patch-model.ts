import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../../clarifai-protocol.js';
import type { PatchAction } from '../patch-action.js';
import { patchDescribed } from '../patch-described.js';
import { KNN_MODEL_TYPE } from '../train.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/**
 * Changes the name, description, notes and metadata of a model (docs: complementary-topics/patching).
 * @param model changed in place.
 * @throws ApiError if the patch asks for any other change.
 */
export function patchModel(model: Model, patch: Model, action: PatchAction): void {
  refuseOtherFields(patch, StatusCode.MODEL_INVALID_REQUEST, 'name, description, notes and metadata', (rest) => {
    rest.setId('').setAppId('').setUserId('').setName('').setDescription('').setNotes('').clearMetadata();
    if (rest.getModelTypeId() === KNN_MODEL_TYPE) rest.setModelTypeId('');
  });
  patchDescribed(model, patch, action);
  if (patch.getName() !== '') model.setName(action === 'remove' ? '' : patch.getName());
}
