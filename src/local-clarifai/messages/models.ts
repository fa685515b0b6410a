import type { Model, ModelVersion, OutputInfo } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { buildStatus } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelVersionRow } from '../tables/model-versions.js';
import type { ModelRow } from '../tables/models.js';
import type { Tables } from '../tables/tables.js';
import { toTimestamp } from './common.js';
import { conceptMessage } from './faces.js';

/**
 * A model with one of its versions.
 * @param version the version to show; undefined for a model without versions.
 */
export async function modelMessage(
  tables: Tables,
  app: AppRow,
  row: ModelRow,
  version: ModelVersionRow | undefined,
): Promise<Model> {
  const message = resources.Model.deserializeBinary(row.message);
  message.setId(row.id);
  message.setModelTypeId(row.type);
  message.setAppId(app.id);
  message.setUserId(app.user_id);
  message.setCreatedAt(toTimestamp(row.created_at));
  message.setModifiedAt(toTimestamp(row.modified_at));
  message.setVersionCount(await tables.modelVersions.count(row.pk));
  if (version !== undefined) {
    const versionMessage = await modelVersionMessage(tables, app, version);
    message.setModelVersion(versionMessage);
    message.setOutputInfo(versionMessage.getOutputInfo());
  }
  return message;
}

/** A trained version with the concepts it learned, under their current names. */
export async function modelVersionMessage(tables: Tables, app: AppRow, row: ModelVersionRow): Promise<ModelVersion> {
  const learned = await tables.modelVersions.people(row.pk);
  const message = resources.ModelVersion.deserializeBinary(row.message);
  message.setId(row.id);
  message.setAppId(app.id);
  message.setUserId(app.user_id);
  message.setCreatedAt(toTimestamp(row.created_at));
  message.setModifiedAt(toTimestamp(row.created_at));
  message.setCompletedAt(toTimestamp(row.created_at));
  message.setStatus(buildStatus(StatusCode.MODEL_TRAINED));
  message.setActiveConceptCount(learned.length);
  message.setTotalInputCount(learned.reduce((sum, { examples }) => sum + examples, 0));
  const outputInfo: OutputInfo = message.getOutputInfo() ?? new resources.OutputInfo();
  const data = outputInfo.getData() ?? new resources.Data();
  data.setConceptsList(learned.map(({ conceptId, name }) => conceptMessage({ id: conceptId, name, value: 1 })));
  outputInfo.setData(data);
  message.setOutputInfo(outputInfo);
  return message;
}
