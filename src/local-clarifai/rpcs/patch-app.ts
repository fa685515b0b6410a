import type { App, PatchAction as MetadataAction } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../../clarifai-protocol.js';
import type { PatchAction } from '../patch-action.js';
import { invalidRequest } from '../status.js';
import { patchStruct } from '../struct.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/**
 * Changes the name, description, notes and metadata of an application. The caller changes its base workflow.
 * @param app changed in place.
 * @param action of the request; only “overwrite” is defined for applications.
 * @param metadataAction how to change the metadata; undefined for “overwrite”.
 * @throws ApiError if the patch asks for any other change.
 */
export function patchApp(app: App, patch: App, action: string, metadataAction: MetadataAction | undefined): void {
  if (action !== 'overwrite') throw invalidRequest('Applications can only be patched with the action “overwrite”.');
  refuseOtherFields(
    patch,
    StatusCode.CONN_INVALID_REQUEST,
    'name, description, notes, default_workflow and metadata',
    (rest) => {
      rest.setId('').setUserId('').setName('').setDescription('').setNotes('').setDefaultWorkflowId('');
      rest.clearDefaultWorkflow();
      rest.clearMetadata();
    },
  );
  if (patch.getName() !== '') app.setName(patch.getName());
  if (patch.getDescription() !== '') app.setDescription(patch.getDescription());
  if (patch.getNotes() !== '') app.setNotes(patch.getNotes());
  const metadata = patch.getMetadata();
  if (metadata !== undefined) {
    app.setMetadata(patchStruct(app.getMetadata(), metadata, readMetadataAction(metadataAction)));
  }
}

function readMetadataAction(action: MetadataAction | undefined): PatchAction {
  const { op = '', path = '', mergeConflictResolution = '' } = action?.toObject() ?? {};
  if (path !== '' || mergeConflictResolution !== '') {
    throw invalidRequest('Metadata can only be patched from its root, without a rule for conflicts.');
  }
  switch (op) {
    case 'merge':
      return 'merge';
    case 'delete':
      return 'remove';
    case '':
    case 'overwrite':
      return 'overwrite';
    default:
      throw invalidRequest(`The operation “${op}” on metadata must be overwrite, merge or delete.`);
  }
}
