// Answers like the face engine's worker, as told by the "picture": a text, not an image.
import { workerData } from 'node:worker_threads';

const face = {
  box: { left: 0, top: 0, right: 1, bottom: 1 },
  confidence: 1,
  embedding: new Float32Array(128),
};

export default async function answer(request) {
  if (request.kind === 'prepare') {
    if (workerData.cacheDir === 'no model') return { kind: 'missing model', message: 'run "npm ci" again' };
    return { kind: 'prepared', warnings: workerData.cacheDir === 'no cache' ? ['every start will take longer'] : [] };
  }
  const text = Buffer.from(request.picture.buffer).toString();
  if (text === 'exit') process.exit(1);
  if (text === 'hang') for (;;);
  if (text === 'throw') throw new TypeError('a bug');
  if (text === 'damaged') return { kind: 'picture error', problem: 'damaged', message: 'Please post it again.' };
  if (text === 'eat all memory') {
    const hoard = [];
    for (;;) hoard.push(new Array(100_000).fill(1));
  }
  if (text === 'slow') {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { kind: 'faces', faces: [face] };
  }
  return { kind: 'faces', faces: Array.from({ length: Number(text) }, () => face) };
}
