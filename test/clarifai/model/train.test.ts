import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer, TrainingOutcome } from '../../../src/clarifai/recognizer.js';
import { describeFailure } from '../../../src/clarifai/transport/errors.js';
import { type Annotation, service, type WorkflowNode } from '../../../src/clarifai-protocol.js';
import { addPhoto } from '../../support/add-photo.js';
import { GrpcFailure, type Handlers, status } from '../../support/clarifai/scripted-replies.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const ALAN = { id: 'person-alan', name: 'Alan Turing' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const PICTURE = fakePicture('ada', 'grace', 'alan');

/** A photo with three faces; `tag` names one by its place. */
async function open(handlers: Handlers = {}, options: Partial<RecognizerOptions> = {}) {
  const opened = await openRecognizer(handlers, options);
  closing.push(opened.close);
  await addPhoto(opened.recognizer, { id: 'photo-1', picture: PICTURE, source });
  const { faces } = await opened.recognizer.photos.read('photo-1');
  const ids = faces.toSorted((a, b) => a.box.left - b.box.left).map(({ id }) => id);
  const tag = (place: number, person: typeof ADA, recognizer: Recognizer = opened.recognizer) =>
    recognizer.tags.add({ photoId: 'photo-1', faceId: ids[place] ?? '', person, taggedBy: 'U1' });
  return { tag, ...opened };
}

/** Every version is said to be in training the first times it is asked for. */
function trainsFor(polls: number): Handlers {
  const seen = new Map<string, number>();
  return {
    async getModelVersion(request, _nth, next) {
      const reply = await next();
      const times = (seen.get(request.getVersionId()) ?? 0) + 1;
      seen.set(request.getVersionId(), times);
      if (times <= polls) reply.getModelVersion()?.setStatus(status(21101));
      return reply;
    },
  };
}

function reportOf(outcome: TrainingOutcome) {
  if (outcome.kind !== 'trained') throw new Error('Nothing was trained');
  return outcome.report;
}

describe('training', () => {
  it('builds nothing without tags', async () => {
    const { recognizer, stored } = await open();
    await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
    expect((await stored()).versions).toHaveLength(0);
  });

  it('with one person is allowed', async () => {
    const { recognizer, stored, tag } = await open();
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect((await stored()).peopleInUse).toEqual([ADA.id]);
  });

  it('reports what changed since the last training, from the metadata in Clarifai', async () => {
    const { recognizer, another, tag } = await open();
    await tag(0, ADA);
    await tag(1, ADA);
    await tag(2, GRACE);
    const first = reportOf(await recognizer.model.train({ trainedBy: 'U1' }));
    expect(first).toMatchObject({
      people: [
        { person: ADA, tags: 2, tagsBefore: undefined },
        { person: GRACE, tags: 1, tagsBefore: undefined },
      ],
      gone: [],
      previousAt: undefined,
    });

    await tag(2, ALAN);
    const second = reportOf(await another().model.train({ trainedBy: 'U2' }));
    expect(second.people).toEqual([
      { person: ADA, tags: 2, tagsBefore: 2 },
      { person: ALAN, tags: 1, tagsBefore: undefined },
    ]);
    expect(second.gone).toEqual([GRACE]);
    expect(Date.now() - (second.previousAt?.getTime() ?? 0)).toBeLessThan(60_000);
    expect(second.tookMs).toBeGreaterThanOrEqual(0);
  });

  it('switches over only when the version is ready', async () => {
    const { recognizer, stored, tag, handlers } = await open();
    const training = trainsFor(3).getModelVersion;
    const inUse: (string | undefined)[] = [];
    handlers.getModelVersion = async (request, nth, next) => {
      inUse.push((await stored()).versionInUse);
      return (await training?.(request, nth, next)) ?? next();
    };
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(inUse.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    const { versions, versionInUse } = await stored();
    expect(versionInUse).toBe(versions[0]?.getId());
  });

  it('keeps the version in use and the previous one, and deletes older ones', async () => {
    const { recognizer, stored, tag } = await open();
    for (const person of [ADA, GRACE, ALAN, ADA, GRACE]) {
      await tag(0, person);
      await recognizer.model.train({ trainedBy: 'U1' });
    }
    const { versions, versionInUse, peopleInUse } = await stored();
    expect(versions).toHaveLength(2);
    expect(versions[0]?.getId()).toBe(versionInUse);
    expect(peopleInUse).toEqual([GRACE.id]);
  });

  it('five times at once ends with the model that has every tag', async () => {
    const { recognizer, another, stored, tag } = await open(trainsFor(4));
    await tag(0, ADA);
    const trainings = Array.from({ length: 4 }, () => another().model.train({ trainedBy: 'U1' }));
    await tag(1, GRACE);
    trainings.push(recognizer.model.train({ trainedBy: 'U2' }));
    for (const outcome of await Promise.all(trainings)) expect(outcome.kind).toBe('trained');
    expect((await stored()).peopleInUse).toEqual([ADA.id, GRACE.id]);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect((await stored()).versions).toHaveLength(2);
  });

  it('that is overtaken by one with later tags leaves that one in use', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { recognizer, another, count, stored, tag } = await open({
      async postModelVersions(_request, nth, next) {
        if (nth === 1) await held;
        return next();
      },
    });
    await tag(0, ADA);
    const slow = recognizer.model.train({ trainedBy: 'U1' });
    while (count('postModelVersions') === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await tag(1, GRACE);
    await another().model.train({ trainedBy: 'U2' });
    goOn();
    await slow;
    expect((await stored()).peopleInUse).toEqual([ADA.id, GRACE.id]);
  });

  it('leaves the previous model in use when it fails, with advice', async () => {
    const { handlers, recognizer, stored, tag } = await open();
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    const before = (await stored()).versionInUse;
    handlers.getModelVersion = async (_request, _nth, next) => {
      const reply = await next();
      reply.getModelVersion()?.setStatus(status(21110, 'Training had no data'));
      return reply;
    };
    const failed = await recognizer.model.train({ trainedBy: 'U1' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'rejected', code: 21110 });
    expect(describeFailure(failed)).toMatch(/I’m still using the previous one/);
    expect((await stored()).versionInUse).toBe(before);
  });

  it('succeeds without a measurement when the service cannot evaluate models or store metadata', async () => {
    const { count, recognizer, stored, tag } = await open({
      patchModelVersions: () =>
        new service.MultiModelVersionResponse().setStatus(status(21203, 'Versions cannot be changed')),
      postEvaluations: () => {
        throw new GrpcFailure(12, 'unimplemented');
      },
    });
    await tag(0, ADA);
    const report = reportOf(await recognizer.model.train({ trainedBy: 'U1' }));
    expect(count('postEvaluations')).toBe(1);
    expect(report).toMatchObject({ isPromoted: true, measurement: undefined, tagDiff: { before: 1, unchanged: 1 } });
    const { versions, versionInUse } = await stored();
    expect(versionInUse).toBe(versions[0]?.getId());
    const { thresholds } = await recognizer.model.findCandidates(await recognizer.photos.read('photo-1'), PICTURE);
    expect(thresholds).toBeUndefined();
  });

  it('uses the version that came with the model where versions cannot be asked for', async () => {
    const { recognizer, stored, tag } = await open({
      postModelVersions: () =>
        new service.SingleModelResponse().setStatus(status(21203, 'Model type cannot be trained')),
    });
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect((await stored()).peopleInUse).toEqual([ADA.id]);
  });

  it('links the nodes of the workflow, unless the service refuses', async () => {
    for (const refusesNodeInputs of [false, true]) {
      const sent: WorkflowNode[][] = [];
      const {
        recognizer,
        tag,
        service: at,
      } = await open({
        async postWorkflows(request, _nth, next) {
          const nodes = request.getWorkflowsList()[0]?.getNodesList() ?? [];
          sent.push(nodes);
          const isLinked = nodes.some((node) => node.getNodeInputsList().length > 0);
          if (!isLinked || !refusesNodeInputs) return next();
          return new service.MultiWorkflowResponse().setStatus(status(22107, 'Invalid graph'));
        },
      });
      await tag(0, ADA);
      await recognizer.model.train({ trainedBy: 'U1' });
      const nodes = sent.at(-1) ?? [];
      expect(nodes.map((node) => node.getModel()?.getId())).toEqual(['local-face', 'rollcall-people']);
      expect(nodes[0]?.getModel()?.getUserId()).toBe(at.userId);
      expect(nodes[1]?.getNodeInputsList().map((input) => input.getNodeId())).toEqual(
        refusesNodeInputs ? [] : ['face'],
      );
    }
  });

  it('reads tags beyond one page and counts one per face', async () => {
    const { handlers, recognizer, tag } = await open();
    await tag(0, ADA);
    handlers.listAnnotations = async (request, _nth, next) => {
      const [from, perPage] = [(request.getPage() - 1) * request.getPerPage(), request.getPerPage()];
      request.setPage(1);
      const reply = await next();
      const sample = reply.getAnnotationsList().find((each) => each.getAnnotationInfo() !== undefined);
      const copies = Array.from({ length: sample === undefined ? 0 : 1_500 }, (_, index) =>
        (sample as Annotation)
          .clone()
          .setId(`copy-${index}`)
          .setInputId(`other-${index % 1_250}`),
      );
      return reply.setAnnotationsList([...reply.getAnnotationsList(), ...copies].slice(from, from + perPage));
    };
    const report = reportOf(await recognizer.model.train({ trainedBy: 'U1' }));
    expect(report.people).toMatchObject([{ person: ADA, tags: 1_251, tagsBefore: undefined }]);
  });
});
