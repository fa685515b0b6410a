import { randomUUID } from 'node:crypto';
import type { RpcName } from '../../src/clarifai/transport/rpcs.js';
import type { Annotation, Concept, Input, ModelVersion, Region } from '../../src/clarifai-protocol.js';
import { resources, service } from '../../src/clarifai-protocol.js';
import { done, faceApp, GrpcFailure, type Handler, type Handlers, status, timestamp } from './fake-clarifai.js';

/** Ways in which services that speak this protocol differ, or fail. */
export interface WorldOptions {
  /** How often a new photo is said to be pending. */
  pendingPolls: number;
  /** Status a photo ends with. */
  photoStatus: number;
  /** What a taken id is refused with. */
  duplicate: { readonly code: number; readonly details: string };
  /** How many lists of a new photo show nothing of what models found. */
  hiddenLists: number;
  /** Which fields tell that a model found a face. */
  fields: 'both' | 'worker only' | 'deprecated only' | 'chain';
  versionComesWithModel: boolean;
  /** Polls until a version is trained. */
  trainingPolls: number;
  refusesNodeInputs: boolean;
  /** Where a prediction says who it is. */
  reply: 'by region' | 'by new region' | 'for the picture';
  /** Calls whose effect happens while their answer is lost, once each. */
  loseAnswerOf: Set<RpcName>;
  /** Whether what is told about a concept besides its name comes back. */
  keepsConceptMetadata: boolean;
}

/** What the world holds, for a test to look at. */
export interface World {
  readonly handlers: Handlers;
  readonly options: WorldOptions;
  readonly inputs: Map<string, Input>;
  readonly annotations: Annotation[];
  readonly concepts: Map<string, Concept>;
  readonly versions: ModelVersion[];
  /** The version the workflow uses. */
  versionInUse(): string | undefined;
}

/** A picture of the world: so many faces side by side. The last byte only makes pictures differ. */
export const pictureOf = (faces: number, variant = 0): Uint8Array => Uint8Array.from([faces, variant]);

const EMBED_VERSION = 'face-v1';

/** A small Clarifai in memory: enough of it to walk from a photo to a name, in whatever way a test wants it to behave. */
export function createWorld(overrides: Partial<WorldOptions> = {}): World {
  const options: WorldOptions = {
    pendingPolls: 1,
    photoStatus: 30000,
    duplicate: { code: 30104, details: 'Input with that id already exists' },
    hiddenLists: 0,
    fields: 'both',
    versionComesWithModel: false,
    trainingPolls: 0,
    refusesNodeInputs: false,
    reply: 'by region',
    loseAnswerOf: new Set(),
    keepsConceptMetadata: true,
    ...overrides,
  };
  const inputs = new Map<string, Input>();
  const polls = new Map<string, number>();
  const lists = new Map<string, number>();
  const annotations: Annotation[] = [];
  const concepts = new Map<string, Concept>();
  const versions: ModelVersion[] = [];
  let hasModel = false;
  let workflow: InstanceType<typeof resources.Workflow> | undefined;
  let ticks = 0;
  const now = () => timestamp(Date.UTC(2026, 0, 1) + ticks++ * 1_000);

  const facesOn = (picture: Uint8Array, newIds = false): Region[] =>
    Array.from({ length: picture[0] ?? 0 }, (_, index) => {
      const left = index / (picture[0] ?? 1);
      const box = new resources.BoundingBox().setTopRow(0.2).setBottomRow(0.8).setLeftCol(left);
      box.setRightCol(left + 0.8 / (picture[0] ?? 1));
      const id = newIds ? randomUUID() : `face-${index}`;
      const info = new resources.RegionInfo().setBoundingBox(box);
      return new resources.Region().setId(id).setValue(0.9).setRegionInfo(info);
    });

  function detect(input: Input): void {
    for (const region of facesOn(input.getData()?.getImage()?.getBase64_asU8() ?? new Uint8Array())) {
      const annotation = new resources.Annotation()
        .setId(randomUUID())
        .setInputId(input.getId())
        .setStatus(status(24150))
        .setCreatedAt(now())
        .setData(new resources.Data().setRegionsList([region]));
      const versionId = options.fields === 'chain' ? 'detector-v1' : EMBED_VERSION;
      if (options.fields !== 'worker only')
        annotation.setEmbedModelVersionId(EMBED_VERSION).setModelVersionId(versionId);
      if (options.fields !== 'deprecated only') {
        const version = new resources.ModelVersion().setId(versionId);
        annotation.setWorker(new resources.Worker().setModel(new resources.Model().setModelVersion(version)));
      }
      annotations.push(annotation);
    }
  }

  function addVersion(from: ModelVersion): ModelVersion {
    const version = from.clone().setId(randomUUID()).setCreatedAt(now()).setStatus(status(21101));
    versions.push(version);
    return version;
  }

  function trainedNow(version: ModelVersion): ModelVersion {
    const seen = (polls.get(version.getId()) ?? 0) + 1;
    polls.set(version.getId(), seen);
    if (seen > options.trainingPolls) version.setStatus(status(21100));
    return version;
  }

  const knnNode = () => workflow?.getNodesList().at(-1);
  const versionInUse = () => knnNode()?.getModel()?.getModelVersion()?.getId();

  /** Everybody tagged on a face at this place of any photo, by the version in use. */
  function knownAt(index: number): Concept[] {
    const version = versions.find((each) => each.getId() === versionInUse());
    const listed =
      version
        ?.getOutputInfo()
        ?.getData()
        ?.getConceptsList()
        .map((each) => each.getId()) ?? [];
    const here = annotations
      .filter((each) => !each.getModelVersionId() && !each.getWorker()?.hasModel())
      .flatMap((each) => each.getData()?.getRegionsList() ?? [])
      .filter((region) => region.getId() === `face-${index}`)
      .flatMap(
        (region) =>
          region
            .getData()
            ?.getConceptsList()
            .map((each) => each.getId()) ?? [],
      );
    return listed.map((id) =>
      new resources.Concept()
        .setId(id)
        .setName(concepts.get(id)?.getName() ?? '')
        .setValue(here.includes(id) ? 0.95 : 0.01),
    );
  }

  type SingleInputResponse = InstanceType<typeof service.SingleInputResponse>;
  const handlers: Handlers = {
    ...faceApp('a-face-model', options.fields === 'chain' ? 'detector-v1' : EMBED_VERSION),
    myScopes: () => new service.MultiScopeResponse().setStatus(status()).setScopesList(['All']),
    getModelType: () => new service.SingleModelTypeResponse().setStatus(status()),

    postInputs(request) {
      const reply = new service.MultiInputResponse();
      for (const input of request.getInputsList()) {
        if (inputs.has(input.getId())) {
          const { code, details } = options.duplicate;
          reply.addInputs(new resources.Input().setId(input.getId()).setStatus(status(code, 'Refused', details)));
          continue;
        }
        const kept = input.clone().setStatus(status(30001)).setCreatedAt(now());
        inputs.set(input.getId(), kept);
        annotations.push(new resources.Annotation().setId(randomUUID()).setInputId(input.getId()).setInputLevel(true));
        reply.addInputs(kept);
      }
      const refused = reply.getInputsList().some((each) => each.getStatus()?.getCode() !== 30001);
      const accepted = reply.getInputsList().some((each) => each.getStatus()?.getCode() === 30001);
      return reply.setStatus(refused ? status(accepted ? 10010 : 10020, 'Not all') : status());
    },
    getInput(request) {
      const input = inputs.get(request.getInputId());
      if (input === undefined) return new service.SingleInputResponse().setStatus(status(11101, 'Does not exist'));
      const seen = (polls.get(input.getId()) ?? 0) + 1;
      polls.set(input.getId(), seen);
      if (seen > options.pendingPolls && input.getStatus()?.getCode() === 30001) {
        input.setStatus(status(options.photoStatus, 'Download complete'));
        if (options.photoStatus === 30000) detect(input);
      }
      return new service.SingleInputResponse().setStatus(status()).setInput(input);
    },
    listInputs(request, nth) {
      const wanted = request.getIdsList();
      const getInput = handlers.getInput as (request: unknown, nth: number) => SingleInputResponse;
      const found = [...inputs.keys()]
        .filter((id) => wanted.length === 0 || wanted.includes(id))
        .map((id) => getInput(new service.GetInputRequest().setInputId(id), nth).getInput() as Input);
      const from = (request.getPage() - 1) * request.getPerPage();
      const page = found.slice(from, from + request.getPerPage());
      return new service.MultiInputResponse().setStatus(status()).setInputsList(page);
    },
    deleteInputs(request) {
      for (const id of request.getIdsList()) {
        inputs.delete(id);
        for (const each of annotations.filter((one) => one.getInputId() === id))
          annotations.splice(annotations.indexOf(each), 1);
      }
      return done();
    },

    listAnnotations(request) {
      const [inputId] = request.getInputIdsList();
      const seen = (lists.get(inputId ?? '') ?? 0) + 1;
      lists.set(inputId ?? '', seen);
      const isHidden = (each: Annotation) =>
        (each.getModelVersionId() !== '' || each.getWorker()?.hasModel()) &&
        (!request.getListAllAnnotations() || seen <= options.hiddenLists);
      const wanted = annotations.filter((each) => (!inputId || each.getInputId() === inputId) && !isHidden(each));
      const from = (request.getPage() - 1) * request.getPerPage();
      const page = wanted.slice(from, from + request.getPerPage());
      return new service.MultiAnnotationResponse().setStatus(status()).setAnnotationsList(page);
    },
    postAnnotations(request) {
      const kept = request
        .getAnnotationsList()
        .map((each) => each.clone().setId(randomUUID()).setCreatedAt(now()).setStatus(status(24150)));
      annotations.push(...kept);
      return new service.MultiAnnotationResponse().setStatus(status()).setAnnotationsList(kept);
    },
    deleteAnnotations(request) {
      const missing = request.getIdsList().some((id) => !annotations.some((each) => each.getId() === id));
      if (missing) return done().setStatus(status(11101, 'Does not exist'));
      for (const id of request.getIdsList())
        annotations.splice(
          annotations.findIndex((each) => each.getId() === id),
          1,
        );
      return done();
    },

    postConcepts(request) {
      for (const concept of request.getConceptsList()) {
        if (concepts.has(concept.getId())) {
          return new service.MultiConceptResponse().setStatus(status(40003, 'Invalid request', 'duplicate concept id'));
        }
        concepts.set(concept.getId(), concept);
      }
      return new service.MultiConceptResponse().setStatus(status()).setConceptsList(request.getConceptsList());
    },
    patchConcepts(request) {
      for (const concept of request.getConceptsList()) {
        if (!concepts.has(concept.getId())) {
          return new service.MultiConceptResponse().setStatus(status(11101, 'Does not exist'));
        }
      }
      for (const concept of request.getConceptsList()) {
        const kept = concept.clone();
        if (!options.keepsConceptMetadata) kept.clearMetadata();
        concepts.set(concept.getId(), kept);
      }
      return new service.MultiConceptResponse().setStatus(status()).setConceptsList(request.getConceptsList());
    },
    listConcepts(request) {
      const from = (request.getPage() - 1) * request.getPerPage();
      const page = [...concepts.values()].slice(from, from + request.getPerPage());
      return new service.MultiConceptResponse().setStatus(status()).setConceptsList(page);
    },

    getModel: () => new service.SingleModelResponse().setStatus(hasModel ? status() : status(21200, 'No model')),
    postModels(request) {
      if (hasModel) return new service.SingleModelResponse().setStatus(status(40010, 'Duplicate'));
      hasModel = true;
      const model = request.getModelsList()[0]?.clone() ?? new resources.Model();
      if (options.versionComesWithModel) {
        const info = model.getOutputInfo();
        model.setModelVersion(addVersion(new resources.ModelVersion().setOutputInfo(info)));
      }
      return new service.SingleModelResponse().setStatus(status()).setModel(model);
    },
    postModelVersions(request) {
      const version = addVersion(request.getModelVersionsList()[0] ?? new resources.ModelVersion());
      return new service.SingleModelResponse()
        .setStatus(status())
        .setModel(new resources.Model().setModelVersion(version));
    },
    getModelVersion(request) {
      const version = versions.find((each) => each.getId() === request.getVersionId());
      const reply = new service.SingleModelVersionResponse().setStatus(version ? status() : status(11101));
      return version ? reply.setModelVersion(trainedNow(version)) : reply;
    },
    patchModelVersions(request) {
      for (const patch of request.getModelVersionsList()) {
        versions.find((each) => each.getId() === patch.getId())?.setMetadata(patch.getMetadata());
      }
      return new service.MultiModelVersionResponse().setStatus(status());
    },
    listModelVersions(request) {
      if (!hasModel) return new service.MultiModelVersionResponse().setStatus(status(21200, 'No model'));
      const from = (request.getPage() - 1) * request.getPerPage();
      const page = versions.slice(from, from + request.getPerPage());
      return new service.MultiModelVersionResponse().setStatus(status()).setModelVersionsList(page);
    },
    deleteModelVersion(request) {
      versions.splice(
        versions.findIndex((each) => each.getId() === request.getVersionId()),
        1,
      );
      return done();
    },

    getWorkflow: (request, nth) => {
      if (request.getWorkflowId() === 'Face')
        return (faceAppHandlers.getWorkflow as Handler<'getWorkflow'>)(request, nth);
      const reply = new service.SingleWorkflowResponse().setStatus(workflow ? status() : status(22102, 'No workflow'));
      return workflow ? reply.setWorkflow(workflow) : reply;
    },
    postWorkflows(request) {
      if (workflow !== undefined) return new service.MultiWorkflowResponse().setStatus(status(22100, 'Duplicate'));
      return setWorkflow(request.getWorkflowsList()[0]);
    },
    patchWorkflows(request) {
      if (workflow === undefined) return new service.MultiWorkflowResponse().setStatus(status(22102, 'No workflow'));
      return setWorkflow(request.getWorkflowsList()[0]);
    },
    postWorkflowResults(request) {
      if (workflow === undefined)
        return new service.PostWorkflowResultsResponse().setStatus(status(22102, 'No workflow'));
      const results = request.getInputsList().map((input) => {
        const picture = input.getData()?.getImage()?.getBase64_asU8() ?? new Uint8Array();
        const faces = facesOn(picture, options.reply === 'by new region');
        const named = faces.map((region, index) =>
          // A crop of one face says in its second byte which face of the photo it was.
          region
            .clone()
            .setData(
              new resources.Data().setConceptsList(knownAt(picture[1] && faces.length === 1 ? picture[1] - 1 : index)),
            ),
        );
        const data = new resources.Data();
        if (options.reply === 'for the picture') data.setConceptsList(named[0]?.getData()?.getConceptsList() ?? []);
        else data.setRegionsList(named);
        const face = new resources.Output()
          .setStatus(status())
          .setModel(new resources.Model().setId('a-face-model'))
          .setData(new resources.Data().setRegionsList(faces));
        const knn = new resources.Output().setStatus(status()).setData(data);
        const spoken = new resources.ModelVersion().setId(versionInUse() ?? '');
        knn.setModel(new resources.Model().setId(knnNode()?.getModel()?.getId() ?? '').setModelVersion(spoken));
        return new resources.WorkflowResult().setStatus(status()).setOutputsList([face, knn]);
      });
      return new service.PostWorkflowResultsResponse().setStatus(status()).setResultsList(results);
    },
  };
  const faceAppHandlers = faceApp('a-face-model', options.fields === 'chain' ? 'detector-v1' : EMBED_VERSION);

  function setWorkflow(asked: InstanceType<typeof resources.Workflow> | undefined) {
    const linked = asked?.getNodesList().some((node) => node.getNodeInputsList().length > 0);
    if (linked && options.refusesNodeInputs) {
      return new service.MultiWorkflowResponse().setStatus(status(22107, 'Invalid graph'));
    }
    workflow = asked?.clone();
    return new service.MultiWorkflowResponse().setStatus(status());
  }

  return {
    handlers: losing(handlers, options.loseAnswerOf),
    options,
    inputs,
    annotations,
    concepts,
    versions,
    versionInUse,
  };
}

/** The effect of a call happens, but its answer does not arrive. */
function losing(handlers: Handlers, lost: Set<RpcName>): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => {
    const rpc = name as RpcName;
    const answer = handler as Handler<RpcName>;
    const wrapper: Handler<RpcName> = async (request, nth) => {
      const reply = await answer(request, nth);
      if (lost.delete(rpc)) throw new GrpcFailure(14, 'connection reset');
      return reply;
    };
    return [rpc, wrapper];
  });
  return Object.fromEntries(wrapped) as Handlers;
}
