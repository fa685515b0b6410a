import type { Data, Geo, Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources } from '../../clarifai-protocol.js';
import { type ApiError, buildStatus } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';
import { structFromBytes, toTimestamp } from './common.js';
import { conceptMessage } from './faces.js';

/** Inputs with their data as posted, and the concepts of the whole pictures with their current names. */
export async function inputMessages(tables: Tables, app: AppRow, rows: readonly InputRow[]): Promise<Input[]> {
  const annotations = await tables.annotations.ofWholeInputs(rows.map((row) => row.pk));
  const tags = await tables.tags.of([...annotations.values()]);
  return rows.map((row) => {
    const concepts = (tags.get(annotations.get(row.pk) ?? 0) ?? []).map((tag) =>
      conceptMessage({ id: tag.concept_id, name: tag.concept_name, value: tag.value }).setAppId(app.id),
    );
    return inputMessage(row, dataOf(row).setConceptsList(concepts));
  });
}

function inputMessage(row: InputRow, data: Data): Input {
  const input = new resources.Input();
  input.setId(row.id);
  input.setData(data);
  input.setCreatedAt(toTimestamp(row.created_at));
  input.setModifiedAt(toTimestamp(row.modified_at));
  input.setStatus(buildStatus(row.status, row.details));
  return input;
}

function dataOf(row: InputRow): Data {
  return new resources.Data()
    .setImage(new resources.Image().setUrl(row.url))
    .setMetadata(structFromBytes(row.metadata))
    .setGeo(geoOf(row));
}

/** Where the picture was taken, as posted. */
export function geoOf(row: InputRow): Geo | undefined {
  return row.geo === null ? undefined : resources.Geo.deserializeBinary(row.geo);
}

/** The input of a reply that stands for a refused one. */
export function refusedInput(id: string, error: ApiError): Input {
  const input = new resources.Input();
  input.setId(id);
  input.setStatus(buildStatus(error.code, error.details));
  return input;
}
