// Answers like the process that analyses one picture, as told by the "picture": a text, not an image.
import { appendFileSync } from 'node:fs';

process.on('disconnect', () => process.exit());
process.on('message', ({ picture, cacheDir }) => {
  const text = Buffer.from(picture).toString();
  if (cacheDir !== '') appendFileSync(cacheDir, `${text}\n`);
  if (text === 'exit') process.exit(1);
  if (text === 'hang') for (;;);
  const reply =
    text === 'damaged'
      ? { kind: 'picture error', problem: 'damaged', message: 'Please post it again.' }
      : text === 'no model'
        ? { kind: 'missing model', message: 'run "npm ci" again' }
        : { kind: 'faces', faces: [{ embedding: new Float32Array([1, 2]) }] };
  process.send(reply, () => process.exit());
});
