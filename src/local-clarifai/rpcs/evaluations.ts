import type { EvalMetrics } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode, service } from '../../clarifai-protocol.js';
import type { Evaluation } from '../evaluations.js';
import { checkedId } from '../ids.js';
import { evaluationMessage } from '../messages/evaluations.js';
import { findModel, findModelVersion } from '../model-lookup.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { KNN_MODEL_TYPE } from '../train.js';

/**
 * How good a version of a `knn-concept` model is: each face that taught it is recognised without itself, which is
 * cross-validation with as many folds as there are faces. Ground truth is what the application has annotated by now.
 */
export function evaluationRpcs({ tables, evaluations, faceModel }: ServiceContext): Rpcs {
  function start(app: AppRow, asked: EvalMetrics): Evaluation {
    if (asked.getGroundTruthDataset() !== undefined) throw invalid('Datasets are not offered here: leave it out.');
    const model = findModel(tables, app.pk, asked.getModel()?.getId() ?? '');
    const version = findModelVersion(tables, model, asked.getModel()?.getModelVersion()?.getId() ?? '');
    if (version.engine !== faceModel.engine || !tables.modelVersions.knowsExamples(version.pk)) {
      throw invalid(`The training data of this ${KNN_MODEL_TYPE} model version is gone. Train again.`);
    }
    const id = checkedId(asked.getId(), StatusCode.EVALUATION_INVALID_ARGUMENT);
    if (evaluations.find(app.pk, id) !== undefined) {
      throw new ApiError(StatusCode.DATABASE_DUPLICATE_KEY, `The evaluation “${id}” has a duplicate ID.`);
    }
    return evaluations.start({ id, app: app.pk, modelId: model.id, version });
  }

  return {
    postEvaluations: {
      reply: service.MultiEvalMetricsResponse,
      handle(request, { app }) {
        const [asked, ...more] = request.getEvalMetricsList();
        if (asked === undefined || more.length > 0) throw invalid('Ask for one evaluation at a time.');
        const started = start(app, asked);
        return new service.MultiEvalMetricsResponse().setEvalMetricsList([
          evaluationMessage(app, started, faceModel, false),
        ]);
      },
    },

    getEvaluation: {
      reply: service.SingleEvalMetricsResponse,
      handle(request, { app }) {
        const found = evaluations.find(app.pk, request.getEvaluationId());
        if (found === undefined) throw notFound(`Evaluation ${request.getEvaluationId()}`);
        const withTestSet = request.getFields()?.getTestSet() ?? false;
        return new service.SingleEvalMetricsResponse().setEvalMetrics(
          evaluationMessage(app, found, faceModel, withTestSet),
        );
      },
    },
  };
}

function invalid(details: string): ApiError {
  return new ApiError(StatusCode.EVALUATION_INVALID_ARGUMENT, details);
}
