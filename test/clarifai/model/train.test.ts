import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer, TrainingOutcome } from '../../../src/clarifai/recognizer.js';
import { describeFailure } from '../../../src/clarifai/transport/errors.js';
import { service } from '../../../src/clarifai-protocol.js';
import { addPhoto } from '../../support/add-photo.js';
import { createWorld, pictureOf, type World, type WorldOptions } from '../../support/clarifai-world.js';
import { status } from '../../support/fake-clarifai.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const ALAN = { id: 'person-alan', name: 'Alan Turing' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(worldOptions: Partial<WorldOptions> = {}, options: Partial<RecognizerOptions> = {}) {
  const world = createWorld(worldOptions);
  const opened = await openRecognizer(world.handlers, options);
  closing.push(opened.close);
  await addPhoto(opened.recognizer, { id: 'photo-1', picture: pictureOf(3), source });
  const tag = (place: number, person: typeof ADA, recognizer: Recognizer = opened.recognizer) =>
    recognizer.tags.add({ photoId: 'photo-1', faceId: `face-${place}`, person, taggedBy: 'U1' });
  return { world, tag, ...opened };
}

function reportOf(outcome: TrainingOutcome) {
  if (outcome.kind !== 'trained') throw new Error('Nothing was trained');
  return outcome.report;
}

/** Ids of the people the version in use was built with. */
function peopleInUse(world: World): string[] {
  const version = world.versions.find((each) => each.getId() === world.versionInUse());
  const concepts = version?.getOutputInfo()?.getData()?.getConceptsList() ?? [];
  return concepts.map((concept) => concept.getId()).sort();
}

describe('training', () => {
  it('builds nothing without tags', async () => {
    const { world, recognizer } = await open();
    await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
    expect(world.versions).toHaveLength(0);
  });

  it('with one person is allowed', async () => {
    const { world, recognizer, tag } = await open();
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(peopleInUse(world)).toEqual([ADA.id]);
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
    const { world, recognizer, tag } = await open({ trainingPolls: 3 });
    await tag(0, ADA);
    const inUse: (string | undefined)[] = [];
    const outcome = recognizer.model.train({
      trainedBy: 'U1',
      onStep: (step) => {
        if (step === 'waiting' || step === 'switching over') inUse.push(world.versionInUse());
      },
    });
    await outcome;
    expect(inUse).toEqual([undefined, undefined]);
    expect(world.versionInUse()).toBe(world.versions[0]?.getId());
  });

  it('keeps the version in use and the previous one, and deletes older ones', async () => {
    const { world, recognizer, tag } = await open({ versionComesWithModel: true });
    for (const person of [ADA, GRACE, ALAN, ADA, GRACE]) {
      await tag(0, person);
      await recognizer.model.train({ trainedBy: 'U1' });
    }
    expect(world.versions).toHaveLength(2);
    expect(world.versions.at(-1)?.getId()).toBe(world.versionInUse());
    expect(peopleInUse(world)).toEqual([GRACE.id]);
  });

  it('five times at once ends with the model that has every tag', async () => {
    const { world, recognizer, another, tag } = await open({ trainingPolls: 4 });
    await tag(0, ADA);
    const trainings = Array.from({ length: 4 }, () => another().model.train({ trainedBy: 'U1' }));
    await tag(1, GRACE);
    trainings.push(recognizer.model.train({ trainedBy: 'U2' }));
    for (const outcome of await Promise.all(trainings)) expect(outcome.kind).toBe('trained');
    expect(peopleInUse(world)).toEqual([ADA.id, GRACE.id]);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(world.versions).toHaveLength(2);
  });

  it('that is overtaken by one with later tags leaves that one in use', async () => {
    const { world, fake, recognizer, another, tag } = await open();
    await tag(0, ADA);
    const post = fake.handlers.postModelVersions;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    fake.handlers.postModelVersions = async (request, nth) => {
      if (nth === 1) await held;
      return (await post?.(request, nth)) ?? new service.SingleModelResponse();
    };
    const slow = recognizer.model.train({ trainedBy: 'U1' });
    while (fake.count('postModelVersions') === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await tag(1, GRACE);
    await another().model.train({ trainedBy: 'U2' });
    goOn();
    await slow;
    expect(peopleInUse(world)).toEqual([ADA.id, GRACE.id]);
  });

  it('leaves the previous model in use when it fails, with advice', async () => {
    const { world, fake, recognizer, tag } = await open();
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    const before = world.versionInUse();
    const versionStatus = fake.handlers.getModelVersion;
    fake.handlers.getModelVersion = async (request, nth) => {
      const reply = (await versionStatus?.(request, nth)) ?? new service.SingleModelVersionResponse();
      reply.getModelVersion()?.setStatus(status(21110, 'Training had no data'));
      return reply;
    };
    const failed = await recognizer.model.train({ trainedBy: 'U1' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'rejected', code: 21110 });
    expect(describeFailure(failed)).toMatch(/I’m still using the previous one/);
    expect(world.versionInUse()).toBe(before);
  });

  it('succeeds without a measurement when the service cannot evaluate models or store metadata', async () => {
    const { world, fake, recognizer, tag } = await open();
    fake.handlers.patchModelVersions = () =>
      new service.MultiModelVersionResponse().setStatus(status(21203, 'Versions cannot be changed'));
    await tag(0, ADA);
    const report = reportOf(await recognizer.model.train({ trainedBy: 'U1' }));
    expect(fake.count('postEvaluations')).toBe(1);
    expect(report).toMatchObject({ isPromoted: true, measurement: undefined, tagDiff: { before: 1, unchanged: 1 } });
    expect(world.versionInUse()).toBe(world.versions[0]?.getId());
    const { thresholds } = await recognizer.model.findCandidates(await recognizer.photos.read('photo-1'), pictureOf(3));
    expect(thresholds).toBeUndefined();
  });

  it('uses the version that came with the model where versions cannot be asked for', async () => {
    const { world, fake, recognizer, tag } = await open({ versionComesWithModel: true });
    fake.handlers.postModelVersions = () =>
      new service.SingleModelResponse().setStatus(status(21203, 'Model type cannot be trained'));
    await tag(0, ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(peopleInUse(world)).toEqual([ADA.id]);
  });

  it('links the nodes of the workflow, unless the service refuses', async () => {
    for (const refusesNodeInputs of [false, true]) {
      const { fake, recognizer, tag } = await open({ refusesNodeInputs });
      await tag(0, ADA);
      await recognizer.model.train({ trainedBy: 'U1' });
      const get = new service.GetWorkflowRequest().setWorkflowId('rollcall-naming');
      const reply = await fake.handlers.getWorkflow?.(get, 1);
      const nodes = reply?.getWorkflow()?.getNodesList() ?? [];
      expect(nodes.map((node) => node.getModel()?.getId())).toEqual(['a-face-model', 'rollcall-people']);
      expect(nodes[0]?.getModel()?.getUserId()).toBe('clarifai');
      expect(nodes[1]?.getNodeInputsList().map((input) => input.getNodeId())).toEqual(
        refusesNodeInputs ? [] : ['face'],
      );
    }
  });

  it('reads tags beyond one page and counts one per face', async () => {
    const { world, recognizer, tag } = await open();
    await tag(0, ADA);
    const [sample] = world.annotations.filter((each) => each.getAnnotationInfo());
    for (let index = 0; index < 1_500; index++) {
      const copy = sample
        ?.clone()
        .setId(`copy-${index}`)
        .setInputId(`other-${index % 1_250}`);
      if (copy !== undefined) world.annotations.push(copy);
    }
    const report = reportOf(await recognizer.model.train({ trainedBy: 'U1' }));
    expect(report.people).toEqual([{ person: ADA, tags: 1_251, tagsBefore: undefined }]);
  });
});
