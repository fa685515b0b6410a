import { resources, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { toStruct } from '../transport/metadata.js';
import type { StoredPhoto } from './stored-photo.js';

/**
 * Adds a photo by its faces and their embeddings, without its picture. Only the local Clarifai can, and only if the same model found
 * them.
 * @returns false if that is not possible.
 */
export async function restoreFaces(
  session: Session,
  { id, source, faces, embedVersionId }: Pick<StoredPhoto, 'id' | 'source' | 'faces' | 'embedVersionId'>,
): Promise<boolean> {
  const { versionIds } = await session.faceModel();
  if (faces.length === 0 || !versionIds.has(embedVersionId)) return false;
  const regions = [];
  for (const face of faces) {
    if (face.embedding === undefined) return false;
    regions.push(toRegion(face, face.embedding));
  }
  const { teamId, channelId, messageTs } = source;
  const metadata = toStruct({ team_id: teamId, channel_id: channelId, message_ts: messageTs });
  const data = new resources.Data().setMetadata(metadata).setRegionsList(regions);
  const input = new resources.Input().setId(id).setData(data);
  try {
    await session.call('postInputs', new service.PostInputsRequest().setInputsList([input]));
    return true;
  } catch (error) {
    // A service that needs pictures.
    if (isClarifaiError(error, 'rejected', 'unreadable')) return false;
    throw error;
  }
}

function toRegion({ id, box, confidence, qualityIssue }: StoredPhoto['faces'][number], vector: readonly number[]) {
  const place = new resources.BoundingBox()
    .setLeftCol(box.left)
    .setTopRow(box.top)
    .setRightCol(box.right)
    .setBottomRow(box.bottom);
  const embedding = new resources.Embedding().setVectorList([...vector]).setNumDimensions(vector.length);
  const data = new resources.Data().setEmbeddingsList([embedding]);
  // As the local Clarifai returns it.
  if (qualityIssue !== undefined) data.setMetadata(toStruct({ flaw: qualityIssue }));
  return new resources.Region()
    .setId(id)
    .setValue(confidence)
    .setRegionInfo(new resources.RegionInfo().setBoundingBox(place))
    .setData(data);
}
