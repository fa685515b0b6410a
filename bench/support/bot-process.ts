import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../test/support/rollcall-process.js';

/** How the bot reaches a Slack. */
interface SlackAccess {
  readonly botToken: string;
  readonly appToken: string;
  readonly apiUrl: string;
}

/**
 * The program as users run it, connected to the given Slack.
 * @param env further settings.
 * @throws Error if it ends before it is ready.
 */
export async function startBotProcess(slack: SlackAccess, dataDir: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/index.js'], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(await freePort()),
      ROLLCALL_DATA: dataDir,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('connected to Slack') && resolve());
    void closed.then(() => reject(new Error('Rollcall ended before it was ready')));
  });
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGINT');
      await closed;
    },
  };
}
