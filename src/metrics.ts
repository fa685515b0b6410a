import type { ServerResponse } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { onMeasurement } from './measurements.js';

export interface Metrics {
  /** `GET /metrics` in Prometheus' text format. */
  readonly route: { readonly path: string; answer(response: ServerResponse): Promise<void> };
  start(): void;
  stop(): void;
}

/** In seconds, for steps of milliseconds as well as for calls that time out after 15 s. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts what Rollcall does between `start` and `stop`, from the published measurements. No label or value identifies a person, a photo or a conversation. @param countWorkspaces by their state, for a process with several. */
export function createMetrics(countWorkspaces?: () => Readonly<Record<string, number>>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (countWorkspaces !== undefined) {
    new Gauge({
      name: 'rollcall_workspaces',
      help: 'Workspaces that added Rollcall: running, failed to start, or uninstalled and not deleted yet.',
      labelNames: ['state'],
      registers,
      collect() {
        for (const [state, count] of Object.entries(countWorkspaces())) this.set({ state }, count);
      },
    });
  }
  const posts = new Counter({
    name: 'rollcall_posts_total',
    help: 'Posts with files that Rollcall is done with, by how it answered.',
    labelNames: ['answer'],
    registers,
  });
  const postSeconds = new Histogram({
    name: 'rollcall_post_seconds',
    help: 'Time from receiving a post to the end of its answer.',
    labelNames: ['answer'],
    buckets: SECONDS,
    registers,
  });
  const inProgress = new Gauge({
    name: 'rollcall_posts_in_progress',
    help: 'Posts that are being answered or wait for that.',
    registers,
  });
  const photos = new Counter({ name: 'rollcall_photos_total', help: 'Photos shown in new replies.', registers });
  const faces = new Counter({
    name: 'rollcall_faces_total',
    help: 'Faces in new replies: named, asked about (“Is this …?”), or unknown.',
    labelNames: ['result'],
    registers,
  });
  const stepSeconds = new Histogram({
    name: 'rollcall_step_seconds',
    help: 'Time of each step from a post to its reply.',
    labelNames: ['step'],
    buckets: SECONDS,
    registers,
  });
  const calls = new Counter({
    name: 'rollcall_calls_total',
    help: 'Calls to Slack and Clarifai, by result: ok, or the kind of failure.',
    labelNames: ['service', 'method', 'result'],
    registers,
  });
  const callSeconds = new Histogram({
    name: 'rollcall_call_seconds',
    help: 'Time of calls to Slack and Clarifai, with repetitions and waiting.',
    labelNames: ['service'],
    buckets: SECONDS,
    registers,
  });
  const trainings = new Counter({
    name: 'rollcall_trainings_total',
    help: 'Trainings, by what became of the model.',
    labelNames: ['result'],
    registers,
  });
  const model = new Gauge({
    name: 'rollcall_model',
    help: 'The newest training of this process: people, tags, precision and recall (0–1) on its own tags.',
    labelNames: ['figure'],
    registers,
  });
  collectDefaultMetrics({ register: registry });

  const listen = () => [
    onMeasurement('post started', () => inProgress.inc()),
    onMeasurement('post ended', ({ answer, ms }) => {
      inProgress.dec();
      posts.inc({ answer });
      postSeconds.observe({ answer }, ms / 1000);
    }),
    onMeasurement('photo', (counts) => {
      photos.inc();
      for (const [result, count] of Object.entries(counts)) faces.inc({ result }, count);
    }),
    onMeasurement('step', ({ step, ms }) => stepSeconds.observe({ step }, ms / 1000)),
    onMeasurement('call', ({ service, method, result, ms }) => {
      calls.inc({ service, method, result });
      callSeconds.observe({ service }, ms / 1000);
    }),
    onMeasurement('training', ({ result, people, tags, quality }) => {
      trainings.inc({ result });
      for (const [figure, value] of Object.entries({ people, tags, ...quality })) {
        if (value !== undefined) model.set({ figure }, value);
      }
    }),
  ];

  let ends: ReturnType<typeof listen> = [];
  return {
    start() {
      ends = listen();
    },
    stop() {
      for (const end of ends) end();
      ends = [];
    },
    route: {
      path: '/metrics',
      async answer(response) {
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
        response.end(text);
      },
    },
  };
}
