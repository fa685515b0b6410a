import type { Concept, Data, Region } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { Struct as StructMessage } from 'google-protobuf/google/protobuf/struct_pb.js';
import { resources, Struct } from '../../clarifai-protocol.js';
import type { QualityIssue } from '../engine/face-quality.js';
import type { Box } from '../recognition/boxes.js';
import type { FoundFace } from '../recognition/face-finder.js';

/** A region with the id and box of a face. Box edges are fractions 0–1 of the picture from its top left corner, here and in Clarifai. */
export function regionMessage(face: { readonly id: string; readonly box: Box }): Region {
  const box = new resources.BoundingBox();
  box.setTopRow(face.box.top);
  box.setLeftCol(face.box.left);
  box.setBottomRow(face.box.bottom);
  box.setRightCol(face.box.right);
  const info = new resources.RegionInfo();
  info.setBoundingBox(box);
  const region = new resources.Region();
  region.setId(face.id);
  region.setRegionInfo(info);
  return region;
}

/** A region with the detector's score, and the face's quality issue if it has one. */
export function detectionMessage(face: FoundFace): Region {
  const region = regionMessage(face);
  region.setValue(face.confidence);
  if (face.qualityIssue !== undefined) {
    const data = new resources.Data();
    data.setMetadata(qualityMetadata(face.qualityIssue));
    region.setData(data);
  }
  return region;
}

/** Metadata of a region: why models don't learn from its face. */
export function qualityMetadata(qualityIssue: QualityIssue): StructMessage {
  return Struct.fromJavaScript({ flaw: qualityIssue });
}

/**
 * Adds an embedding to the data of a region.
 * @param data changed in place; undefined for new data.
 */
export function addEmbedding(data: Data | undefined, embedding: Float32Array): Data {
  const message = new resources.Embedding();
  message.setVectorList([...embedding]);
  message.setNumDimensions(embedding.length);
  const extended = data ?? new resources.Data();
  extended.setEmbeddingsList([message]);
  return extended;
}

/** A concept with its value, 0–1. */
export function conceptMessage(concept: {
  readonly id: string;
  readonly name: string;
  readonly value: number;
}): Concept {
  const message = new resources.Concept();
  message.setId(concept.id);
  message.setName(concept.name);
  message.setValue(concept.value);
  return message;
}

/** The box of a region, its edges as fractions 0–1 of the picture; undefined if it has none. */
export function boxOf(region: Region): Box | undefined {
  const box = region.getRegionInfo()?.getBoundingBox();
  if (box === undefined) return undefined;
  return { left: box.getLeftCol(), top: box.getTopRow(), right: box.getRightCol(), bottom: box.getBottomRow() };
}
