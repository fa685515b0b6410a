/**
 * The process of Rollcall in `npm run dev`. It loads the packages first, which takes most of a start, and begins when it is told to: so
 * the next one can get ready while the one before still runs.
 */
import { once } from 'node:events';

await Promise.all([import('../dist/packages.js'), once(process, 'message')]);
process.disconnect();
await import('../dist/index.js');
