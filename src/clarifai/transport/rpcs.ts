import type { StatusMessage, V2ClientClass } from '../../clarifai-protocol.js';

/** The calls this room makes, of the 289 there are. */
export type RpcName =
  | 'deleteAnnotations'
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
  /** gRPC has no deadline of its own: a call without one may wait for ever. */
  readonly deadlineMs: number;
  /** Whether doing it twice ends as doing it once does, so that a lost answer may simply be asked for again. */
  readonly repeatable: boolean;
  /** Where the reply of a call for several things says how each went. */
  readonly items?: (reply: ReplyOf<N>) => readonly (StatusMessage | undefined)[];
}

const READ = { deadlineMs: 15_000, repeatable: true } as const;
const WRITE = { deadlineMs: 30_000, repeatable: true } as const;

/** Writes count as repeatable when they carry our own id, or when what uses them copes with a second one (see each room file). */
export const RPCS: { readonly [N in RpcName]: RpcTraits<N> } = {
  deleteAnnotations: WRITE,
  deleteInputs: WRITE,
  deleteModelVersion: WRITE,
  getApp: READ,
  // With an entry for every tagged face.
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
  // Carries whole records, so twice is as good as once.
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
    // Up to 128 MB travel in one call.
    deadlineMs: 120_000,
    items: (reply) => reply.getInputsList().map((item) => item.getStatus()),
  },
  // Each call makes a version: after a lost answer, training looks for its own version before asking again.
  postModelVersions: { ...WRITE, repeatable: false },
  postModels: WRITE,
  postWorkflowResults: {
    deadlineMs: 60_000,
    repeatable: true,
    items: (reply) =>
      reply.getResultsList().flatMap((result) => [
        // The node that failed says more than the result that failed with it.
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
