import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { createMetrics } from '../metrics.js';
import { createBoltLogger, hasHealthPort, type SlackTransport } from '../slack/connection.js';
import { createSlackLink } from '../slack/link.js';
import { within } from '../slack/timeout.js';
import { createInstallRoutes } from './install-routes.js';
import { createWorkspaces, type Workspaces, type WorkspacesOptions } from './workspaces.js';

export interface MultiWorkspaceOptions extends WorkspacesOptions {
  readonly transport: SlackTransport;
  /** What the app asks for: the bot scopes of manifest.yml. */
  readonly scopes: readonly string[];
  readonly sleep: (ms: number) => Promise<void>;
}

export interface MultiWorkspace {
  readonly workspaces: Workspaces;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** How long to wait for Slack to confirm that the connection is closed. */
const DISCONNECT_MS = 1000;
const RETRY_EVERY_MS = 60_000;
const ERASE_EVERY_MS = 60 * 60_000;

/** Rollcall for every workspace that adds it: one connection to Slack, whose events go to the workspace they are for. */
export function buildMultiWorkspace(options: MultiWorkspaceOptions): MultiWorkspace {
  const { transport, log } = options;
  const workspaces = createWorkspaces(options);
  const logger = createBoltLogger(log);
  const metrics = hasHealthPort(transport) ? createMetrics(workspaces.count) : undefined;
  const link = createSlackLink(transport, {
    log,
    logger,
    routes: [
      ...(metrics === undefined ? [] : [metrics.route]),
      ...createInstallRoutes({
        ...options,
        logger,
        store: workspaces.install,
        start: workspaces.startInstalled,
      }),
    ],
    checks: { faces: workspaces.checkFaces },
    onReconnected: workspaces.noteReconnected,
    sleep: options.sleep,
    now: options.now,
  });
  routeTo(link.receiver, workspaces.deliver);
  let timers: readonly NodeJS.Timeout[] = [];

  return {
    workspaces,
    async start() {
      metrics?.start();
      await workspaces.eraseDue();
      await workspaces.start();
      await link.start();
      timers = [
        setInterval(() => void workspaces.retry(), RETRY_EVERY_MS).unref(),
        setInterval(() => void workspaces.eraseDue(), ERASE_EVERY_MS).unref(),
      ];
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      // It was not started if the start failed.
      await within(DISCONNECT_MS, Promise.allSettled([link.stop()]));
      await workspaces.stop();
      metrics?.stop();
    },
  };
}

/** A receiver calls nothing else of the Bolt app it is given (bolt 5.1.0, receivers/). */
function routeTo(receiver: Receiver, deliver: (event: ReceiverEvent) => Promise<void>): void {
  receiver.init({ processEvent: deliver } as unknown as App);
}
