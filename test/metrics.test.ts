import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Measurements, publish } from '../src/measurements.js';
import { createMetrics, type Metrics } from '../src/metrics.js';

describe('GET /metrics', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = createMetrics();
    metrics.start();
  });
  afterEach(() => metrics.stop());

  /** The samples of one metric, by their labels. */
  async function samples(name: string): Promise<Record<string, number>> {
    let text = '';
    const response = {
      writeHead() {},
      end(body: string) {
        text = body;
      },
    };
    await metrics.route.answer(response as unknown as ServerResponse);
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return Object.fromEntries(
      lines.map((line) => {
        const value = line.slice(line.lastIndexOf(' ') + 1);
        return [line.slice(name.length, line.lastIndexOf(' ')), Number(value)];
      }),
    );
  }

  it('counts posts by how they were answered, and how long that took', async () => {
    publish('post ended', () => ({ answer: 'answered', ms: 300 }));
    publish('post ended', () => ({ answer: 'answered', ms: 700 }));
    publish('post ended', () => ({ answer: 'failed', ms: 1 }));
    expect(await samples('rollcall_posts_total')).toEqual({ '{answer="answered"}': 2, '{answer="failed"}': 1 });
    expect(await samples('rollcall_post_seconds_sum')).toMatchObject({ '{answer="answered"}': 1 });
    expect(await samples('rollcall_post_seconds_bucket')).toMatchObject({
      '{le="0.5",answer="answered"}': 1,
      '{le="1",answer="answered"}': 2,
    });
  });

  it('shows how many posts are being answered', async () => {
    publish('post started', () => ({}));
    publish('post started', () => ({}));
    publish('post ended', () => ({ answer: 'no faces', ms: 1 }));
    expect(await samples('rollcall_posts_in_progress')).toEqual({ '': 1 });
  });

  it('counts photos, and faces by whether they were named', async () => {
    publish('photo', () => ({ named: 2, asked: 1, unknown: 0 }));
    publish('photo', () => ({ named: 1, asked: 0, unknown: 4 }));
    expect(await samples('rollcall_photos_total')).toEqual({ '': 2 });
    expect(await samples('rollcall_faces_total')).toEqual({
      '{result="named"}': 3,
      '{result="asked"}': 1,
      '{result="unknown"}': 4,
    });
  });

  it('counts calls by service, method and result', async () => {
    publish('call', () => ({ service: 'clarifai', method: 'PostInputs', result: 'throttled', ms: 20 }));
    expect(await samples('rollcall_calls_total')).toEqual({
      '{service="clarifai",method="PostInputs",result="throttled"}': 1,
    });
    expect(await samples('rollcall_call_seconds_sum')).toEqual({ '{service="clarifai"}': 0.02 });
  });

  it('shows the quality of the newest model that was measured', async () => {
    const trained = (training: Measurements['training']) => publish('training', () => training);
    trained({ result: 'used', people: 3, tags: 9, quality: { precision: 1, recall: 0.9 } });
    trained({ result: 'rejected', people: 4, tags: 12, quality: { precision: 0.8, recall: 0.75 } });
    trained({ result: 'failed' });
    expect(await samples('rollcall_trainings_total')).toMatchObject({
      '{result="used"}': 1,
      '{result="rejected"}': 1,
      '{result="failed"}': 1,
    });
    expect(await samples('rollcall_model')).toEqual({
      '{figure="people"}': 4,
      '{figure="tags"}': 12,
      '{figure="precision"}': 0.8,
      '{figure="recall"}': 0.75,
    });
  });

  it('tells of the process itself', async () => {
    expect(Object.values(await samples('process_resident_memory_bytes'))[0]).toBeGreaterThan(1e6);
  });

  it('counts nothing after it is stopped', async () => {
    metrics.stop();
    publish('photo', () => ({ named: 1, asked: 0, unknown: 0 }));
    expect(await samples('rollcall_photos_total')).toEqual({ '': 0 });
  });
});
