import { createRequire } from 'node:module';

/**
 * Clarifai's generated message classes. They are loaded with `require`, for two reasons: Node reads 7 MB of generated files
 * looking for export names when they are imported (half a second and 40 MB more), and the names it cannot find that way
 * pass the type check and fail at run time. The built program finds a copy with only the messages that are used, made by
 * `scripts/slim-protocol.mjs`. `npm run bench:startup` holds the cost.
 */
const require = createRequire(import.meta.url);

export const { V2Client } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');
export const service =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_pb');
export const resources =
  require('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb');
export const { StatusCode } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb');
export const { Struct } =
  require('google-protobuf/google/protobuf/struct_pb.js') as typeof import('google-protobuf/google/protobuf/struct_pb.js');

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
export type { Status } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
