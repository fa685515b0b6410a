import type { EvalMetrics } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode, service } from '../../clarifai-protocol.js';
import { onlyItem } from '../checks.js';
import { checkedId } from '../ids.js';
import { type Evaluation, evaluationMessage, evaluationReply } from '../messages/evaluations.js';
import { findModel, findModelVersion } from '../model-lookup.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { KNN_MODEL_TYPE } from '../train.js';

/**
 * The RPCs about evaluations. They evaluate versions of `knn-concept` models by leave-one-out cross-validation. The current annotations are the ground truth.
 */
export function evaluationRpcs({ tables, evaluations, faceModel }: ServiceContext): Rpcs {
  async function start(app: AppRow, request: EvalMetrics): Promise<Evaluation> {
    if (request.getGroundTruthDataset() !== undefined)
      throw invalid('Data sets are not supported here. Leave out ground_truth_dataset.');
    const model = await findModel(tables, app.pk, request.getModel()?.getId() ?? '');
    const version = await findModelVersion(tables, model, request.getModel()?.getModelVersion()?.getId() ?? '');
    if (version.engine !== faceModel.engine || !(await tables.modelVersions.knowsExamples(version.pk))) {
      throw invalid(`The training data of this ${KNN_MODEL_TYPE} model version is gone. Train again.`);
    }
    const id = checkedId(request.getId(), StatusCode.EVALUATION_INVALID_ARGUMENT);
    if ((await evaluations.find(app.pk, id)) !== undefined) {
      throw duplicateId(`The evaluation “${id}”`);
    }
    return evaluations.start({ id, app: app.pk, modelId: model.id, version });
  }

  return {
    postEvaluations: {
      reply: service.MultiEvalMetricsResponse,
      async handle(request, { app }) {
        const posted = onlyItem(request.getEvalMetricsList(), 'evaluation', StatusCode.EVALUATION_INVALID_ARGUMENT);
        const started = await start(app, posted);
        return new service.MultiEvalMetricsResponse().setEvalMetricsList([evaluationMessage(app, started)]);
      },
    },

    getEvaluation: {
      reply: service.SingleEvalMetricsResponse,
      async handle(request, { app }) {
        const found = await evaluations.find(app.pk, request.getEvaluationId());
        if (found === undefined) throw notFound(`Evaluation ${request.getEvaluationId()}`);
        const withTestSet = request.getFields()?.getTestSet() ?? false;
        return evaluationReply(app, found, withTestSet);
      },
    },
  };
}

function invalid(details: string): ApiError {
  return new ApiError(StatusCode.EVALUATION_INVALID_ARGUMENT, details);
}
