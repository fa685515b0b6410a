/**
 * A process for lock-folder.test.ts: holds the lock until it is killed, or prints why it can't. If it runs as root, it first switches to the
 * given user id, which can't write everywhere.
 */
import { lockFolder } from '../../../src/store/lock-folder.js';

const [, , folder = '', user] = process.argv;
if (user !== undefined && process.getuid?.() === 0) process.setuid?.(Number(user));
await lockFolder(folder).then(
  () => {
    console.log('held');
    setInterval(() => {}, 1000);
  },
  (error: unknown) => console.log(String(error)),
);
