import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { Box, Candidate, Face, Photo } from '../../faces/model.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { fromStatus } from '../transport/reply-status.js';
import { matchToFaces, type Prediction, readPrediction } from './predictions.js';

/** Cuts one face out of a picture, with a margin, and returns it as an encoded picture. */
export type CropFace = (picture: Uint8Array, box: Box) => Promise<Uint8Array>;

/** Pictures in one call (docs.clarifai.com, workflow inference). */
const MAX_PICTURES = 32;

/** Clarifai's own default. */
const MAX_CANDIDATES = 20;

/** Candidates for the faces of a photo, and the model version that made them (empty if the service does not report it). */
export interface PredictedFaces {
  readonly versionId: string;
  readonly byFace: ReadonlyMap<string, readonly Candidate[]>;
}

/**
 * Finds candidates for the faces of a photo. Clarifai does not document whether a model of this type answers per region or once
 * for the whole picture, so both are read. An answer for the whole picture is only usable for a single face; if there are
 * several, each is cropped and predicted by itself.
 * @returns undefined if there is no workflow or model yet.
 */
export async function predictCandidates(
  session: Session,
  request: { readonly photo: Photo; readonly picture: Uint8Array; readonly cropFace: CropFace | undefined },
  onWarmingUp: (() => void) | undefined,
): Promise<PredictedFaces | undefined> {
  const { faces } = request.photo;
  try {
    const [prediction] = await predict(session, [request.picture], onWarmingUp);
    const versionId = prediction?.versionId ?? '';
    const [only] = faces;
    if (prediction === undefined || only === undefined) return { versionId, byFace: new Map() };
    if (prediction.regions.length > 0) return { versionId, byFace: matchToFaces(faces, prediction.regions) };
    if (prediction.whole.length === 0) return { versionId, byFace: new Map() };
    if (faces.length === 1) return { versionId, byFace: new Map([[only.id, prediction.whole]]) };
    return { versionId, byFace: await predictCrops(session, request, onWarmingUp) };
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}

async function predictCrops(
  session: Session,
  request: { readonly photo: Photo; readonly picture: Uint8Array; readonly cropFace: CropFace | undefined },
  onWarmingUp: (() => void) | undefined,
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const byFace = new Map<string, readonly Candidate[]>();
  const { cropFace } = request;
  if (cropFace === undefined) return byFace;
  for (let start = 0; start < request.photo.faces.length; start += MAX_PICTURES) {
    const faces = request.photo.faces.slice(start, start + MAX_PICTURES);
    const crops: Uint8Array[] = [];
    // One after the other, because each decodes the whole picture.
    for (const face of faces) crops.push(await cropFace(request.picture, face.box));
    const predictions = await predict(session, crops, onWarmingUp);
    for (const [index, face] of faces.entries()) {
      const candidates = ofCrop(predictions[index]);
      if (candidates.length > 0) byFace.set(face.id, candidates);
    }
  }
  return byFace;
}

/** The face of a crop is the one in its middle; others at its edge belong to other people. */
function ofCrop(prediction: Prediction | undefined): readonly Candidate[] {
  if (prediction === undefined) return [];
  if (prediction.regions.length === 0) return prediction.whole;
  const face: Face = { id: '', confidence: 1, box: { left: 0.2, top: 0.2, right: 0.8, bottom: 0.8 } };
  return matchToFaces([face], prediction.regions).get('') ?? [];
}

/** Predictions in the order of the pictures; undefined where the reply has no output of our model. */
async function predict(
  session: Session,
  pictures: readonly Uint8Array[],
  onWarmingUp: (() => void) | undefined,
): Promise<(Prediction | undefined)[]> {
  const inputs = pictures.map((picture) =>
    new resources.Input().setData(new resources.Data().setImage(new resources.Image().setBase64(picture))),
  );
  const request = new service.PostWorkflowResultsRequest()
    .setWorkflowId(session.workflowId)
    .setInputsList(inputs)
    .setOutputConfig(new resources.OutputConfig().setMaxConcepts(MAX_CANDIDATES));
  const reply = await session.call('postWorkflowResults', request, {
    coldLimitMs: session.polling.coldLimitMs,
    onCold: onWarmingUp,
  });
  const results = reply.getResultsList();
  if (results.length !== pictures.length) {
    throw new ClarifaiError({
      kind: 'unknown',
      rpc: 'PostWorkflowResults',
      description: `Sent ${pictures.length} pictures and got ${results.length} results`,
    });
  }
  return results.map((result) => {
    const outputs = result.getOutputsList();
    const output = outputs.find((each) => each.getModel()?.getId() === session.modelId);
    const status = output?.getStatus();
    if (output === undefined) return undefined;
    if (status !== undefined && status.getCode() !== StatusCode.SUCCESS)
      throw fromStatus('PostWorkflowResults', status);
    return readPrediction(
      output,
      outputs.filter((each) => each !== output),
    );
  });
}
