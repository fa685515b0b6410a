/**
 * Rollcall's process in `npm run dev`. It loads the packages, which takes most of the start, and waits for a message to start Rollcall. So
 * the next process can get ready while the current one still runs.
 */
import { once } from 'node:events';

await Promise.all([import('../dist/packages.js'), once(process, 'message')]);
process.disconnect();
await import('../dist/index.js');
