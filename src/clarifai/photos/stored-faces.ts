import { resources, type Struct, service } from '../../clarifai-protocol.js';
import type { ShownFace } from '../../faces/model.js';
import type { Session } from '../session.js';
import { textIn, toStruct } from '../transport/metadata.js';

/** Metadata key of a photo: its faces, as last shown. Stored: do not change. */
const KEY = 'faces';
/** Between a face and the person whom the model surely recognised in it. Neither id can contain it. */
const IS = '=';

/** The faces of a photo, as it was last shown; undefined if it never was. */
export function shownFacesIn(metadata: InstanceType<typeof Struct> | undefined): readonly ShownFace[] | undefined {
  const stored = metadata?.getFieldsMap().has(KEY) ? textIn(metadata, KEY) : undefined;
  return stored
    ?.split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [faceId = '', personId] = word.split(IS);
      return personId === undefined ? { faceId } : { faceId, personId };
    });
}

/** Stores the faces of a photo with it. @throws ClarifaiError of kind `not_found` if it does not exist. */
export async function storeShownFaces(session: Session, photoId: string, faces: readonly ShownFace[]): Promise<void> {
  const words = faces.map(({ faceId, personId }) => (personId === undefined ? faceId : `${faceId}${IS}${personId}`));
  const metadata = toStruct({ [KEY]: words.join(' ') });
  const input = new resources.Input().setId(photoId).setData(new resources.Data().setMetadata(metadata));
  await session.call('patchInputs', new service.PatchInputsRequest().setAction('merge').setInputsList([input]));
}
