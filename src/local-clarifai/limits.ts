/** Clarifai's limits for one request (docs: create/inputs/upload, create/workflows/inference, api-guide annotations). */
export const MAX_INPUTS_PER_POST = 128;
export const MAX_ANNOTATIONS_PER_POST = 128;
export const MAX_INPUTS_PER_WORKFLOW_PREDICT = 32;
export const MAX_INPUTS_PER_MODEL_PREDICT = 128;
export const MAX_WORKFLOW_NODES = 20;
export const MAX_PICTURE_BYTES = 20 * 1024 * 1024;
/** A request can hold 128 pictures or 128 MB of them. The rest is for the other fields. */
export const MAX_MESSAGE_BYTES = 136 * 1024 * 1024;
export const DEFAULT_MAX_CONCEPTS = 20;
