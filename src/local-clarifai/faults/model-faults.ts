import { StatusCode, service } from '../../clarifai-protocol.js';
import type { Interceptor } from '../rpc.js';
import { KNN_MODEL_TYPE } from '../train.js';
import { refusal } from './answers.js';

/** Faults of models and workflows, and the ways in which their service differs from what is documented. */

/** Models are being loaded from the first prediction on, for so long. Times are milliseconds, `now` only ever grows. */
export function coldModel(forMs: number, now: () => number): Interceptor {
  let until: number | undefined;
  return async ({ rpc }, next) => {
    const reply = await next();
    if (rpc !== 'postWorkflowResults' && rpc !== 'postModelOutputs') return reply;
    const isFine = (reply.getStatus()?.getCode() ?? StatusCode.SUCCESS) === StatusCode.SUCCESS;
    if (until === undefined && isFine) until = now() + forMs;
    if (until === undefined || now() >= until) return reply;
    const halfway = now() > until - forMs / 2;
    return refusal(
      rpc,
      halfway ? StatusCode.MODEL_LOADING : StatusCode.MODEL_DEPLOYING,
      'Acted out: the model is not ready yet.',
    );
  };
}

/** Leaves out what is said of each face; what is said of the picture as a whole is there anyway. */
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

export function noNodeInputs(): Interceptor {
  return async ({ rpc, request }, next) => {
    const isAboutWorkflows =
      request instanceof service.PostWorkflowsRequest || request instanceof service.PatchWorkflowsRequest;
    const nodes = isAboutWorkflows ? request.getWorkflowsList().flatMap((workflow) => workflow.getNodesList()) : [];
    if (nodes.every((node) => node.getNodeInputsList().length === 0)) return next();
    return refusal(rpc, StatusCode.WORKFLOW_INVALID_GRAPH, 'Acted out: nodes cannot have inputs.');
  };
}
