import { runProgram } from './bin/run-program.js';
import { findUnknownSettings, loadConfig } from './config/config.js';
import { limitHeapGrowth } from './heap.js';

limitHeapGrowth();
await runProgram(async (program) => {
  const config = loadConfig(process.env);
  for (const name of findUnknownSettings(process.env)) {
    program.say(`${name} is not a setting of Rollcall, so it changes nothing (.env.example lists all).`);
  }
  // Loaded only now, so that wrong settings are reported at once.
  const { startRollcall } = await import('./start-rollcall.js');
  await startRollcall(config, program);
});
