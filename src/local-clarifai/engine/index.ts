export { createFaceEngine } from './create-face-engine.js';
export { embeddingDistance, meanEmbedding } from './embedding.js';
export type { EngineFace, FaceEngine } from './face-engine.js';
