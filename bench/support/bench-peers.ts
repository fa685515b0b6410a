import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

/** Installs the packages of bench/package.json if they are missing. @param folder the project's `bench` folder. */
export async function installPeers(folder: string): Promise<void> {
  const require = createRequire(path.resolve(folder, 'package.json'));
  try {
    require.resolve('@tensorflow/tfjs-backend-wasm');
  } catch {
    console.log('Installing face-api and TensorFlow.js to compare with (once, into bench/node_modules) …');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await promisify(execFile)(npm, ['ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
  }
}
