import type { StatusMessage, V2ClientClass } from '../../clarifai-protocol.js';

/** The calls Rollcall makes, of the 289 in the protocol. */
export type RpcName =
  | 'deleteAnnotations'
  | 'deleteApp'
  | 'deleteInputs'
  | 'deleteModelVersion'
  | 'getApp'
  | 'getEvaluation'
  | 'getInput'
  | 'getModel'
  | 'getModelType'
  | 'getModelVersion'
  | 'getWorkflow'
  | 'listAnnotations'
  | 'listConcepts'
  | 'listInputs'
  | 'listModelVersions'
  | 'myScopes'
  | 'myScopesUser'
  | 'patchConcepts'
  | 'patchInputs'
  | 'patchModelVersions'
  | 'patchWorkflows'
  | 'postAnnotations'
  | 'postAnnotationsSearches'
  | 'postApps'
  | 'postConcepts'
  | 'postEvaluations'
  | 'postInputs'
  | 'postModelVersions'
  | 'postModels'
  | 'postWorkflowResults'
  | 'postWorkflows'
  | 'streamInputs';

export type RequestOf<N extends RpcName> = Parameters<V2ClientClass[N]>[0];
export type ReplyOf<N extends RpcName> = Parameters<Parameters<V2ClientClass[N]>[3]>[1];

export interface RpcTraits<N extends RpcName> {
  /** gRPC has no default deadline: a call without one may never end. */
  readonly deadlineMs: number;
  /** Whether repeating the call after a lost reply is harmless. */
  readonly repeatable: boolean;
  /** The statuses of the items in a reply. */
  readonly items?: (reply: ReplyOf<N>) => readonly (StatusMessage | undefined)[];
}

const READ = { deadlineMs: 15_000, repeatable: true } as const;
const WRITE = { deadlineMs: 30_000, repeatable: true } as const;

/** Writes are repeatable if they carry an id made by Rollcall, or if the caller copes with a second one. */
export const RPCS: { readonly [N in RpcName]: RpcTraits<N> } = {
  deleteAnnotations: WRITE,
  deleteApp: WRITE,
  deleteInputs: WRITE,
  deleteModelVersion: WRITE,
  getApp: READ,
  // The reply has an entry per tagged face.
  getEvaluation: { ...READ, deadlineMs: 60_000 },
  getInput: READ,
  getModel: READ,
  getModelType: READ,
  getModelVersion: READ,
  getWorkflow: READ,
  listAnnotations: { ...READ, deadlineMs: 30_000 },
  listConcepts: READ,
  listInputs: { ...READ, deadlineMs: 30_000 },
  listModelVersions: READ,
  myScopes: READ,
  myScopesUser: READ,
  // Sends whole records.
  patchConcepts: WRITE,
  patchInputs: WRITE,
  patchModelVersions: WRITE,
  patchWorkflows: WRITE,
  postAnnotations: { ...WRITE, items: (reply) => reply.getAnnotationsList().map((item) => item.getStatus()) },
  postAnnotationsSearches: READ,
  postApps: WRITE,
  postConcepts: WRITE,
  postEvaluations: WRITE,
  postInputs: {
    ...WRITE,
    // Up to 128 MB per call.
    deadlineMs: 120_000,
    items: (reply) => reply.getInputsList().map((item) => item.getStatus()),
  },
  // Each call creates a version: after a lost reply, training looks for its version before it calls again.
  postModelVersions: { ...WRITE, repeatable: false },
  postModels: WRITE,
  postWorkflowResults: {
    deadlineMs: 60_000,
    repeatable: true,
    items: (reply) =>
      reply.getResultsList().flatMap((result) => [
        // A failed node's status is more specific than that of its result.
        ...result.getOutputsList().map((output) => output.getStatus()),
        result.getStatus(),
      ]),
  },
  postWorkflows: WRITE,
  streamInputs: { ...READ, deadlineMs: 30_000 },
};

/** `postInputs` → `PostInputs`, the name in Clarifai's documentation. */
export function rpcTitle(rpc: RpcName): string {
  return rpc.charAt(0).toUpperCase() + rpc.slice(1);
}
