import type { Input, Output, Workflow, WorkflowResult } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { FACE_MODEL_TYPE, FACE_WORKFLOW_IDS, faceWorkflowMessage } from '../base-models.js';
import { checkCount } from '../checks.js';
import { type ConceptSelection, readSelection } from '../concept-selection.js';
import { GENERAL_MODEL_TYPE, GENERAL_MODEL_VERSION, generalData, refersToGeneralModel } from '../general-model.js';
import { newId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { facesOf } from '../input-faces.js';
import { DEFAULT_MAX_CONCEPTS, MAX_INPUTS_PER_MODEL_PREDICT, MAX_INPUTS_PER_WORKFLOW_PREDICT } from '../limits.js';
import { toTimestamp } from '../messages/common.js';
import { facesData, outputMessage, outputModel, peopleData } from '../messages/outputs.js';
import { workflowMessage } from '../messages/workflows.js';
import { findModel, findModelVersion, refersToFaceModel } from '../model-lookup.js';
import type { FoundFace } from '../recognition/face-finder.js';
import { createLearnedPeople } from '../recognition/learned-people.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, buildStatus, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { KNN_MODEL_TYPE } from '../train.js';
import { readWorkflow, type Step } from '../workflow-graph.js';

/** The RPCs for predictions of workflows and models. */
export function predictRpcs(context: ServiceContext): Rpcs {
  const { tables, faceModel } = context;
  const learnedPeople = createLearnedPeople(tables);

  async function findWorkflow(app: AppRow, id: string, versionId: string): Promise<Workflow> {
    if (FACE_WORKFLOW_IDS.includes(id)) return faceWorkflowMessage(faceModel, app, id);
    const row = await tables.workflows.find(app.pk, id);
    if (row === undefined) throw notFound(`Workflow “${id}”`);
    const version = await (versionId === ''
      ? tables.workflows.latestVersion(row.pk)
      : tables.workflows.findVersion(row.pk, versionId));
    if (version === undefined) throw notFound(`Version “${versionId}” of workflow “${id}”`);
    return workflowMessage(app, row, version, false);
  }

  /** Treats a prediction with one model as a workflow of one step. A people model gets its faces from the face model. */
  async function readModel(app: AppRow, id: string, versionId: string): Promise<Step> {
    const model = new resources.Model().setId(id);
    const node = new resources.WorkflowNode().setModel(model);
    if (refersToFaceModel(faceModel, id, versionId)) return { kind: 'faces', node };
    if (refersToGeneralModel(id, versionId)) return { kind: 'general', node };
    const version = await findModelVersion(tables, await findModel(tables, app.pk, id), versionId);
    return { kind: 'people', node, version };
  }

  /** Loads the model of a step. @returns what runs it. */
  async function load(step: Step, selection: ConceptSelection): Promise<(faces: readonly FoundFace[]) => Output> {
    const modelId = step.node.getModel()?.getId() ?? '';
    if (step.kind === 'faces') {
      const model = () => outputModel(modelId, faceModel.versionId, FACE_MODEL_TYPE);
      return (faces) => outputMessage(model(), facesData(faces));
    }
    if (step.kind === 'general') {
      const model = () => outputModel(modelId, GENERAL_MODEL_VERSION, GENERAL_MODEL_TYPE);
      return (faces) => outputMessage(model(), generalData(faces, selection));
    }
    if (step.version.engine !== faceModel.engine) {
      throw new ApiError(
        StatusCode.MODEL_PREDICTION_FAILED,
        'The face engine was updated after this model was trained. Train again.',
      );
    }
    const people = await learnedPeople.of(step.version.pk);
    const model = () => outputModel(modelId, step.version.id, KNN_MODEL_TYPE);
    return (faces) => outputMessage(model(), peopleData(faces, people, selection));
  }

  const findFaces = (app: AppRow, inputs: readonly Input[], signal: AbortSignal) =>
    Promise.all(inputs.map((input) => settle(facesOf(context, app, input, signal))));

  return {
    postWorkflowResults: {
      reply: service.PostWorkflowResultsResponse,
      async handle(request, { app, signal }) {
        const inputs = request.getInputsList();
        checkCount(inputs, MAX_INPUTS_PER_WORKFLOW_PREDICT, 'inputs');
        const workflow = await findWorkflow(app, request.getWorkflowId(), request.getVersionId());
        const steps = await readWorkflow(tables, app.pk, faceModel, workflow.getNodesList());
        const selection = readSelection(request.getOutputConfig(), DEFAULT_MAX_CONCEPTS);
        const found = await findFaces(app, inputs, signal);
        const shown = steps.filter(({ node }) => !node.getSuppressOutput());
        const runs = allFound(found) ? await mapInOrder(shown, (step) => load(step, selection)) : [];
        const results = inputs.map((input, index) => {
          const faces = found[index] ?? [];
          const result = workflowResult(input).setStatus(statusOf(faces, found));
          if (!allFound(found) || faces instanceof ApiError) return result;
          return result.setOutputsList(runs.map((run) => run(faces)));
        });
        return new service.PostWorkflowResultsResponse()
          .setWorkflow(workflow)
          .setResultsList(results)
          .setStatus(overallStatus(found));
      },
    },

    postModelOutputs: {
      reply: service.MultiOutputResponse,
      async handle(request, { app, signal }) {
        const inputs = request.getInputsList();
        checkCount(inputs, MAX_INPUTS_PER_MODEL_PREDICT, 'inputs');
        const step = await readModel(app, request.getModelId(), request.getVersionId());
        const config = request.getModel()?.getModelVersion()?.getOutputInfo()?.getOutputConfig();
        const selection = readSelection(
          config ?? request.getModel()?.getOutputInfo()?.getOutputConfig(),
          DEFAULT_MAX_CONCEPTS,
        );
        const found = await findFaces(app, inputs, signal);
        const run = await load(step, selection);
        const outputs = inputs.map((input, index) => {
          const faces = found[index] ?? [];
          const hasFaces = allFound(found) && !(faces instanceof ApiError);
          return run(hasFaces ? faces : [])
            .setStatus(statusOf(faces, found))
            .setInput(withoutBytes(input));
        });
        return new service.MultiOutputResponse().setOutputsList(outputs).setStatus(overallStatus(found));
      },
    },
  };
}

type Found = readonly FoundFace[] | ApiError;

async function settle(faces: Promise<readonly FoundFace[]>): Promise<Found> {
  try {
    return await faces;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function allFound(found: readonly Found[]): boolean {
  return !found.some((faces) => faces instanceof ApiError);
}

/**
 * A prediction fails as a whole: one bad input makes the reply FAILURE and the other inputs INPUT_FAILED (clarifai-python-grpc,
 * commit 1206719). A single input gives the reply its own status.
 */
function overallStatus(found: readonly Found[]) {
  const failed = found.find((faces) => faces instanceof ApiError);
  if (failed === undefined) return buildStatus(StatusCode.SUCCESS);
  return buildStatus(found.length === 1 ? failed.code : StatusCode.FAILURE, failed.details);
}

function statusOf(faces: Found, all: readonly Found[]) {
  if (faces instanceof ApiError) return buildStatus(faces.code, faces.details);
  return allFound(all)
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

/** The input to send back. The client has the picture already. */
function withoutBytes(input: Input): Input {
  const copy = input.clone();
  copy.getData()?.getImage()?.setBase64('');
  return copy;
}
