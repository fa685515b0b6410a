import { createRequire } from 'node:module';

/**
 * Clarifai's generated message classes and service definition. They are loaded with `require` for two reasons. An import makes
 * Node scan 7 MB of generated code for export names, which takes half a second and 40 MB. And names that this scan misses pass
 * the type check, then fail at run time. The build replaces the generated files with a copy that holds only the messages in use
 * (`scripts/slim-protocol.mjs`); `npm run bench:startup` measures the cost.
 */
const require = createRequire(import.meta.url);

export const { V2Client, V2Service } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');
export const service =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_pb');
export const resources =
  require('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb');
export const { BaseResponse, Status } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb');
export const { StatusCode } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb');
export const { Struct } =
  require('google-protobuf/google/protobuf/struct_pb.js') as typeof import('google-protobuf/google/protobuf/struct_pb.js');
export const { Timestamp } =
  require('google-protobuf/google/protobuf/timestamp_pb.js') as typeof import('google-protobuf/google/protobuf/timestamp_pb.js');

export const { BinaryReader, BinaryWriter } = require('google-protobuf') as typeof import('google-protobuf');

export type {
  Annotation,
  App,
  Concept,
  EvalMetrics,
  EvalTestSetEntry,
  Input,
  ModelVersion,
  Output,
  Region,
  Workflow,
  WorkflowNode,
} from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
export type { V2Client as V2ClientClass } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';
export type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
