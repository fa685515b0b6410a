/** The process of one contender, so that start, memory and time are measured separately. run-contender.ts starts it. */
import sharp from 'sharp';
import type { Contender, ContenderReply, ContenderRequest, ContenderSettings } from './contender.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as ContenderSettings;

// One core per contender, and one more for each worker.
sharp.concurrency(1);

const reply = (message: ContenderReply) => process.send?.(message);

async function createContender(): Promise<Contender> {
  if (settings.name === 'face-api') {
    const { createFaceApiContender } = await import('./face-api-contender.js');
    return createFaceApiContender('bench');
  }
  const { createRollcallContender } = await import('./rollcall-contender.js');
  return createRollcallContender(settings);
}

async function answer(contender: Contender, request: ContenderRequest): Promise<ContenderReply> {
  const { id } = request;
  if (request.kind === 'memory') {
    const mb = (bytes: number) => Math.round(bytes / 1e6);
    return {
      id,
      kind: 'memory',
      rssMb: mb(process.memoryUsage.rss()),
      peakMb: mb(process.resourceUsage().maxRSS * 1024),
    };
  }
  const before = performance.now();
  try {
    const faces = await contender.recognize(request.picture);
    return { id, kind: 'faces', faces, ms: performance.now() - before };
  } catch (error) {
    return { id, kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

const contender = await createContender();
process.on('message', (request: ContenderRequest) => {
  answer(contender, request).then(reply, (error: unknown) => {
    throw error;
  });
});
reply({ kind: 'ready', startMs: performance.now() });
