import type { Input, Output, Workflow, WorkflowResult } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { FACE_WORKFLOW_ID, faceModelMessage, faceWorkflowMessage } from '../base-models.js';
import { newId } from '../ids.js';
import { DEFAULT_MAX_CONCEPTS, MAX_INPUTS_PER_MODEL_PREDICT, MAX_INPUTS_PER_WORKFLOW_PREDICT } from '../limits.js';
import { toTimestamp } from '../messages/common.js';
import { facesData, outputMessage, outputModel, peopleData } from '../messages/outputs.js';
import { workflowMessage } from '../messages/workflows.js';
import { type ConceptSelection, facesOf, readSelection } from '../predict.js';
import type { FoundFace } from '../recognition/face-finder.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, buildStatus } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { readWorkflow, type Step } from '../workflow-graph.js';
import { KNN_MODEL_TYPE } from './models.js';

export function predictRpcs(context: ServiceContext): Rpcs {
  const { tables, faceModel } = context;
  const faceModelType = (app: AppRow) => faceModelMessage(faceModel, app).getModelTypeId();

  function findWorkflow(app: AppRow, id: string, versionId: string): Workflow {
    if (id === FACE_WORKFLOW_ID) return faceWorkflowMessage(faceModel, app);
    const row = tables.workflows.find(app.pk, id);
    const version =
      row &&
      (versionId === '' ? tables.workflows.latestVersion(row.pk) : tables.workflows.findVersion(row.pk, versionId));
    if (row === undefined || version === undefined) {
      throw new ApiError(StatusCode.WORKFLOW_DOES_NOT_EXIST, `Workflow ${id} ${versionId} does not exist.`);
    }
    return workflowMessage(app, row, version, false);
  }

  function run(step: Step, app: AppRow, faces: readonly FoundFace[], selection: ConceptSelection): Output {
    const modelId = step.node.getModel()?.getId() ?? '';
    if (step.kind === 'faces') {
      return outputMessage(outputModel(modelId, faceModel.versionId, faceModelType(app)), facesData(faces));
    }
    if (step.version.engine !== faceModel.engine) {
      throw new ApiError(
        StatusCode.MODEL_PREDICTION_FAILED,
        'The face engine was updated since this model was trained: train again.',
      );
    }
    const people = tables.models.learned(step.version.pk);
    return outputMessage(outputModel(modelId, step.version.id, KNN_MODEL_TYPE), peopleData(faces, people, selection));
  }

  return {
    postWorkflowResults: {
      reply: service.PostWorkflowResultsResponse,
      async handle(request, { app }) {
        const inputs = checkCount(request.getInputsList(), MAX_INPUTS_PER_WORKFLOW_PREDICT);
        const workflow = findWorkflow(app, request.getWorkflowId(), request.getVersionId());
        const steps = readWorkflow(tables, app.pk, faceModel, workflow.getNodesList());
        const selection = readSelection(request.getOutputConfig(), DEFAULT_MAX_CONCEPTS);
        const found = await Promise.all(inputs.map((input) => settle(facesOf(context, app, input))));
        const reply = new service.PostWorkflowResultsResponse();
        reply.setWorkflow(workflow);
        reply.setResultsList(
          inputs.map((input, index) => {
            const result = workflowResult(input);
            const faces = found[index] ?? [];
            result.setStatus(statusOf(faces, found));
            if (isAllFine(found) && !(faces instanceof ApiError)) {
              const outputs = steps.filter(({ node }) => !node.getSuppressOutput());
              result.setOutputsList(outputs.map((step) => run(step, app, faces, selection)));
            }
            return result;
          }),
        );
        reply.setStatus(overallStatus(found));
        return reply;
      },
    },

    postModelOutputs: {
      reply: service.MultiOutputResponse,
      async handle(request, { app }) {
        const inputs = checkCount(request.getInputsList(), MAX_INPUTS_PER_MODEL_PREDICT);
        checkFaceModel(request.getModelId(), request.getVersionId());
        const found = await Promise.all(inputs.map((input) => settle(facesOf(context, app, input))));
        const model = outputModel(faceModel.id, faceModel.versionId, faceModelType(app));
        const reply = new service.MultiOutputResponse();
        reply.setOutputsList(
          found.map((faces, index) => {
            const output = outputMessage(
              model,
              facesData(isAllFine(found) && !(faces instanceof ApiError) ? faces : []),
            );
            output.setStatus(statusOf(faces, found));
            output.setInput(withoutBytes(inputs[index] as Input));
            return output;
          }),
        );
        reply.setStatus(overallStatus(found));
        return reply;
      },
    },
  };

  function checkFaceModel(id: string, versionId: string): void {
    if (id !== faceModel.id) {
      throw new ApiError(
        StatusCode.MODEL_INVALID_REQUEST,
        `Only ${faceModel.id} looks at pictures; models of type ${KNN_MODEL_TYPE} are used through a workflow.`,
      );
    }
    if (versionId !== '' && versionId !== faceModel.versionId) {
      throw new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, `Model ${id} has no version ${versionId}.`);
    }
  }
}

type Found = readonly FoundFace[] | ApiError;

function checkCount(inputs: Input[], max: number): Input[] {
  if (inputs.length > 0 && inputs.length <= max) return inputs;
  throw new ApiError(StatusCode.CONN_INVALID_REQUEST, `Send 1–${max} inputs at a time.`);
}

async function settle(faces: Promise<readonly FoundFace[]>): Promise<Found> {
  try {
    return await faces;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function isAllFine(found: readonly Found[]): boolean {
  return !found.some((faces) => faces instanceof ApiError);
}

/**
 * Prediction fails as a whole: one bad input makes the reply FAILURE and its siblings INPUT_FAILED (clarifai-python-grpc,
 * commit 1206719).
 */
function overallStatus(found: readonly Found[]) {
  const failed = found.find((faces) => faces instanceof ApiError);
  return failed === undefined ? buildStatus(StatusCode.SUCCESS) : buildStatus(StatusCode.FAILURE, failed.details);
}

function statusOf(faces: Found, all: readonly Found[]) {
  if (faces instanceof ApiError) return buildStatus(faces.code, faces.details);
  return isAllFine(all)
    ? buildStatus(StatusCode.SUCCESS)
    : buildStatus(StatusCode.INPUT_FAILED, 'Another input of this request failed.');
}

function workflowResult(input: Input): WorkflowResult {
  const result = new resources.WorkflowResult();
  result.setId(newId());
  result.setCreatedAt(toTimestamp(Date.now()));
  result.setInput(withoutBytes(input));
  return result;
}

/** The input as it is answered: the caller has the picture already. */
function withoutBytes(input: Input): Input {
  const echo = input.clone() as Input;
  echo.getData()?.getImage()?.setBase64('');
  return echo;
}
