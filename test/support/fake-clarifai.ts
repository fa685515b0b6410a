import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { type ReplyOf, type RequestOf, RPCS, type RpcName } from '../../src/clarifai/transport/rpcs.js';
import {
  BaseResponse,
  resources,
  Status,
  type StatusMessage,
  service,
  Timestamp,
  V2Service,
} from '../../src/clarifai-protocol.js';

/** What a call carried. */
interface ReceivedCall {
  readonly rpc: RpcName;
  readonly authorization: string;
  /** Milliseconds from its arrival. */
  readonly deadlineMs: number;
}

/** Answers one call; `nth` counts the calls of its kind from 1. A {@link GrpcFailure} that is thrown fails the call itself. */
export type Handler<N extends RpcName> = (request: RequestOf<N>, nth: number) => ReplyOf<N> | Promise<ReplyOf<N>>;
export type Handlers = { [N in RpcName]?: Handler<N> };

export interface FakeClarifai {
  readonly apiBase: string;
  readonly calls: readonly ReceivedCall[];
  /** Answers of calls from now on; a test changes them as it goes. */
  readonly handlers: Handlers;
  count(rpc: RpcName): number;
  close(): Promise<void>;
}

/** Thrown by a handler: the call fails for gRPC, as when a proxy or the network is at fault. */
export class GrpcFailure extends Error {
  readonly code: number;
  constructor(code: number, details: string) {
    super(details);
    this.code = code;
  }
}

/** A gRPC server of Clarifai's `V2` service that says exactly what a test tells it to, on a free port of 127.0.0.1. */
export async function startFakeClarifai(handlers: Handlers): Promise<FakeClarifai> {
  const calls: ReceivedCall[] = [];
  const server = new Server();
  const names = Object.keys(RPCS) as RpcName[];
  const answer = (rpc: RpcName) => (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    const deadlineMs = Number(call.getDeadline()) - Date.now();
    calls.push({ rpc, authorization: String(call.metadata.get('authorization')[0] ?? ''), deadlineMs });
    const handler = handlers[rpc] as ((request: unknown, nth: number) => unknown) | undefined;
    const nth = calls.filter((each) => each.rpc === rpc).length;
    Promise.resolve()
      .then(() => {
        if (handler === undefined) throw new GrpcFailure(12, `The test has no answer to ${rpc}`);
        return handler(call.request, nth);
      })
      .then(
        (reply) => callback(null, reply),
        (error: unknown) => {
          const code = error instanceof GrpcFailure ? error.code : 2;
          callback({ code, details: error instanceof Error ? error.message : String(error), metadata: new Metadata() });
        },
      );
  };
  server.addService(V2Service, Object.fromEntries(names.map((rpc) => [rpc, answer(rpc)])));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    apiBase: `http://127.0.0.1:${port}`,
    calls,
    handlers,
    count: (rpc) => calls.filter((each) => each.rpc === rpc).length,
    async close() {
      server.forceShutdown();
    },
  };
}

/** A status message; code 10000 is success. */
export function status(code = 10000, description = '', details = '', requestId = ''): StatusMessage {
  return new Status().setCode(code).setDescription(description).setDetails(details).setReqId(requestId);
}

/** The reply of a call that has nothing else to say. */
export function done(): InstanceType<typeof BaseResponse> {
  return new BaseResponse().setStatus(status());
}

/** @param ms since 1970. */
export function timestamp(ms: number): InstanceType<typeof Timestamp> {
  return Timestamp.fromDate(new Date(ms));
}

/** What every test that reads photos needs: an application whose base workflow is one face model. */
export function faceApp(modelId = 'a-face-model', versionId = 'face-v1'): Handlers {
  const model = new resources.Model()
    .setId(modelId)
    .setUserId('clarifai')
    .setAppId('main')
    .setModelVersion(new resources.ModelVersion().setId(versionId));
  const base = new resources.Workflow().setId('Face').setUserId('clarifai').setAppId('main');
  return {
    getApp: () =>
      new service.SingleAppResponse()
        .setStatus(status())
        .setApp(new resources.App().setId('app').setDefaultWorkflow(base)),
    getWorkflow: (request) =>
      request.getWorkflowId() === 'Face'
        ? new service.SingleWorkflowResponse()
            .setStatus(status())
            .setWorkflow(base.clone().setNodesList([new resources.WorkflowNode().setId('face').setModel(model)]))
        : new service.SingleWorkflowResponse().setStatus(status(22102, 'Workflow does not exist')),
  };
}
