import { createRequire } from 'node:module';

/**
 * Clarifai's generated message classes and service definition. Loaded with `require` because Node otherwise reads 7 MB of
 * generated code for export names (half a second), and does not find them all.
 */
const require = createRequire(import.meta.url);

export const { V2Service } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');
export const service =
  require('clarifai-nodejs-grpc/proto/clarifai/api/service_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_pb');
export const resources =
  require('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/resources_pb');
export const { Status, BaseResponse } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb');
export const { StatusCode } =
  require('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb') as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/status/status_code_pb');
export const { Struct } =
  require('google-protobuf/google/protobuf/struct_pb.js') as typeof import('google-protobuf/google/protobuf/struct_pb.js');
export const { Timestamp } =
  require('google-protobuf/google/protobuf/timestamp_pb.js') as typeof import('google-protobuf/google/protobuf/timestamp_pb.js');
