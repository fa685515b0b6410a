import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources } from '../../clarifai-protocol.js';
import { type ApiError, buildStatus } from '../status.js';
import type { InputRow } from '../tables/inputs.js';
import { structFromBytes, toTimestamp } from './common.js';

export function inputMessage(row: InputRow): Input {
  const image = new resources.Image();
  image.setUrl(row.url);
  const data = new resources.Data();
  data.setImage(image);
  data.setMetadata(structFromBytes(row.metadata));
  const input = new resources.Input();
  input.setId(row.id);
  input.setData(data);
  input.setCreatedAt(toTimestamp(row.created_at));
  input.setModifiedAt(toTimestamp(row.modified_at));
  input.setStatus(buildStatus(row.status, row.details));
  return input;
}

/** What is answered in the place of an input that was refused. */
export function refusedInput(id: string, error: ApiError): Input {
  const input = new resources.Input();
  input.setId(id);
  input.setStatus(buildStatus(error.code, error.details));
  return input;
}
