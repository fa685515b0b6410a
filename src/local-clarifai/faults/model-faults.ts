import { StatusCode, service } from '../../clarifai-protocol.js';
import type { Interceptor } from '../rpc.js';
import { KNN_MODEL_TYPE } from '../train.js';
import { refusal } from './answers.js';

/** Faults of models and workflows, and ways in which a service may differ from Clarifai's documentation. */

/** Models are still loading for `forMs`, starting with the first prediction. Times are milliseconds of a monotonic clock. */
export function coldModel(forMs: number, now: () => number): Interceptor {
  let until: number | undefined;
  return async ({ rpc }, next) => {
    const reply = await next();
    if (rpc !== 'postWorkflowResults' && rpc !== 'postModelOutputs') return reply;
    const isSuccess = (reply.getStatus()?.getCode() ?? StatusCode.SUCCESS) === StatusCode.SUCCESS;
    if (until === undefined && isSuccess) until = now() + forMs;
    if (until === undefined || now() >= until) return reply;
    const isPastHalf = now() > until - forMs / 2;
    return refusal(
      rpc,
      isPastHalf ? StatusCode.MODEL_LOADING : StatusCode.MODEL_DEPLOYING,
      'Injected fault: the model is still loading.',
    );
  };
}

/** Removes the concepts of each face from predictions. Those of the whole picture stay. */
export function perPicture(): Interceptor {
  return async (_call, next) => {
    const reply = await next();
    if (reply instanceof service.PostWorkflowResultsResponse) {
      for (const output of reply.getResultsList().flatMap((result) => result.getOutputsList())) {
        if (output.getModel()?.getModelTypeId() === KNN_MODEL_TYPE) output.getData()?.setRegionsList([]);
      }
    }
    return reply;
  };
}

/** Makes PostModels create no version. */
export function modelsWithoutVersion(): Interceptor {
  return async ({ request }, next) => {
    if (request instanceof service.PostModelsRequest) {
      for (const model of [request.getModel(), ...request.getModelsList()]) {
        model?.clearOutputInfo();
        model?.clearModelVersion();
      }
    }
    return next();
  };
}

/** Refuses workflows with `node_inputs`. */
export function noNodeInputs(): Interceptor {
  return async ({ rpc, request }, next) => {
    const isAboutWorkflows =
      request instanceof service.PostWorkflowsRequest || request instanceof service.PatchWorkflowsRequest;
    const nodes = isAboutWorkflows ? request.getWorkflowsList().flatMap((workflow) => workflow.getNodesList()) : [];
    if (nodes.every((node) => node.getNodeInputsList().length === 0)) return next();
    return refusal(rpc, StatusCode.WORKFLOW_INVALID_GRAPH, 'Injected fault: nodes cannot have inputs.');
  };
}
