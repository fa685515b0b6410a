/** A process for lock-folder.test.ts: holds the lock until it is killed. */
import { lockFolder } from '../../../src/store/lock-folder.js';

await lockFolder(process.argv[2] ?? '');
console.log('held');
setInterval(() => {}, 1000);
