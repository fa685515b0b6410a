/** A process for open-database.test.ts: writes rows, prints those that were acknowledged, and kills itself. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../src/store/open-database.js';

const [, , file = '', moment] = process.argv;
const database = openDatabase(file, { migrations: ['CREATE TABLE row (id INTEGER PRIMARY KEY, filler BLOB)'] });

for (let count = 0; count < 20; count++) {
  const { lastInsertRowid } = database.run('INSERT INTO row (filler) VALUES (?)', [new Uint8Array(500)]);
  writeSync(1, `${lastInsertRowid}\n`);
}
if (moment === 'in the middle of a transaction') {
  // More than the page cache holds, so that unfinished pages reach the files before the end.
  database.run('PRAGMA cache_size = 20');
  database.transaction(() => {
    database.run('UPDATE row SET filler = zeroblob(400)');
    for (let count = 0; count < 2000; count++)
      database.run('INSERT INTO row (filler) VALUES (?)', [new Uint8Array(500)]);
    process.kill(process.pid, 'SIGKILL');
  });
}
process.kill(process.pid, 'SIGKILL');
