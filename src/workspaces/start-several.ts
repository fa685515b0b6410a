import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Program } from '../bin/run-program.js';
import { createAccountLimit } from '../clarifai/open-session.js';
import { type Config, workspaceSettings } from '../config/config.js';
import type { SeveralWorkspaces } from '../config/slack-config.js';
import type { Log } from '../log.js';
import { cropFace } from '../photos/pictures.js';
import { buildMultiWorkspace } from './build-multi-workspace.js';
import { INSTALL_PATH } from './install-routes.js';
import { openInstallations } from './installations.js';

interface Parts {
  readonly config: Config;
  /** The account that has an application for each workspace. `appId` begins the ids of those. */
  readonly service: {
    readonly apiBase: string;
    readonly key: string;
    readonly userId: string;
    readonly appId: string;
    readonly requestsPerSecond?: number | undefined;
  };
  readonly log: Log;
  readonly program: Program;
}

const DAY_MS = 24 * 60 * 60_000;

const manifestSchema = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** Starts Rollcall for every workspace that adds it. */
export async function startSeveral(slack: SeveralWorkspaces, { config, service, log, program }: Parts): Promise<void> {
  const { port, host, dataDir } = config;
  const folder = join(dataDir, 'workspaces');
  const { appId, ...account } = service;
  const { apiUrl } = slack;
  const rollcall = buildMultiWorkspace({
    transport:
      slack.transport.kind === 'http'
        ? { ...slack.transport, apiUrl, port, host }
        : { ...slack.transport, apiUrl, healthPort: port, host },
    clientId: slack.clientId,
    clientSecret: slack.clientSecret,
    apiUrl,
    scopes: botScopes(),
    installations: await openInstallations(folder),
    folder,
    clarifai: { ...account, rateLimit: createAccountLimit(account), cropFace, consent: config.consent },
    appIdStart: appId,
    settings: workspaceSettings(config),
    graceMs: config.graceDays * DAY_MS,
    log,
    now: Date.now,
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
  });
  program.atEnd(() => rollcall.stop());
  await rollcall.start();
  const { running, failed } = rollcall.workspaces.count();
  program.say(`Workspaces: ${running}${failed === 0 ? '' : `, and ${failed} that can’t be started yet`}`);
  program.say(`Add Rollcall to a workspace at http://localhost:${port}${INSTALL_PATH}\nCtrl-C stops it.`);
}

function botScopes(): readonly string[] {
  const file = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
  return manifestSchema.parse(parse(readFileSync(file, 'utf8'))).oauth_config.scopes.bot;
}
