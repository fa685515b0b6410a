import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation, ReceiverEvent } from '@slack/bolt';
import { eraseApplication } from '../clarifai/applications.js';
import type { RecognizerOptions } from '../clarifai/create-recognizer.js';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';
import { isRefusedAs, type SlackRefusal } from '../slack/errors.js';
import type { Installations, StoredInstallation } from './installations.js';
import { type OpenOptions, type OpenWorkspace, openWorkspace, tokenFileIn } from './open-workspace.js';
import { prefixed } from './prefixed-log.js';
import { clarifaiAppOf, keyOf, keyOfInstallation, uninstalledAt, type WorkspaceKey } from './workspace-key.js';

export interface WorkspacesOptions extends Pick<OpenOptions, 'clientId' | 'clientSecret' | 'apiUrl' | 'settings'> {
  readonly installations: Installations;
  /** Each workspace has a folder in it. */
  readonly folder: string;
  /** The account that has the applications of all workspaces. */
  readonly clarifai: Omit<RecognizerOptions, 'appId' | 'log'>;
  /** What the ids of the applications begin with. */
  readonly appIdStart: string;
  /** In milliseconds: how long what is stored of a workspace outlasts its installation. */
  readonly graceMs: number;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The workspaces that Rollcall is in. Each has everything to itself: a Bolt app with its listeners, a Clarifai application, a folder. */
export interface Workspaces {
  /** Starts every workspace that is installed. */
  start(): Promise<void>;
  /** Hands something from Slack to the workspace it is for, and to no other. */
  deliver(event: ReceiverEvent): Promise<void>;
  /** Stores an installation. */
  install(installation: Installation): Promise<void>;
  /** Starts the workspace of an installation. @returns whether it works now. */
  startInstalled(installation: Installation): Promise<boolean>;
  /** Starts workspaces that could not be started before. */
  retry(): Promise<void>;
  /** Erases workspaces whose time has run out since they were uninstalled. */
  eraseDue(): Promise<void>;
  /** @param lostAtMs when the connection to Slack was lost, in milliseconds since 1970. */
  noteReconnected(lostAtMs: number): void;
  /** Rejects if no workspace can use the face service, though there are some. */
  checkFaces(): Promise<void>;
  count(): { readonly running: number; readonly failed: number; readonly uninstalled: number };
  stop(): Promise<void>;
}

/** Refusals that mean that the app is no longer in the workspace, though Rollcall may have missed the event that says so. */
const GONE: readonly SlackRefusal[] = ['app removed', 'token revoked'];

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { installations, log, now } = options;
  const running = new Map<WorkspaceKey, OpenWorkspace>();
  /** What is being done about each workspace: one thing after another. */
  const turns = new Map<WorkspaceKey, Promise<unknown>>();
  let isStopping = false;

  function inTurn<T>(key: WorkspaceKey, work: () => Promise<T>): Promise<T> {
    const done = (turns.get(key) ?? Promise.resolve()).then(work, work);
    const settled: Promise<unknown> = done.catch(() => undefined);
    turns.set(key, settled);
    void settled.then(() => {
      if (turns.get(key) === settled) turns.delete(key);
    });
    return done;
  }

  const folderOf = (key: WorkspaceKey) => join(options.folder, key);
  const clarifaiOf = ({ key, appId }: StoredInstallation) => ({ ...options.clarifai, appId, log: prefixed(log, key) });

  const open = (installation: StoredInstallation) =>
    openWorkspace(installation, {
      ...options,
      folder: folderOf(installation.key),
      service: clarifaiOf(installation),
      onTokenRefused(refusal) {
        if (GONE.includes(refusal)) void uninstall(installation.key, installation.installedAt);
      },
    });

  async function close(key: WorkspaceKey): Promise<void> {
    const workspace = running.get(key);
    if (workspace === undefined) return;
    running.delete(key);
    await workspace.close();
  }

  /** Starts a workspace unless it runs. @returns whether it runs. */
  function ensureRunning(key: WorkspaceKey): Promise<boolean> {
    return inTurn(key, async () => {
      const installation = installations.find(key);
      if (running.has(key)) return true;
      if (isStopping || installation?.bot === undefined) return false;
      try {
        running.set(key, await open(installation));
        log.info(`${key}: Rollcall is connected to the workspace.`);
        return true;
      } catch (error) {
        if (isRefusedAs(error, ...GONE)) await markUninstalled(installation, now());
        else log.error(`${key}: the workspace can’t be started: ${messageOf(error)} It is tried again every minute.`);
        return false;
      }
    });
  }

  async function markUninstalled(installation: StoredInstallation, at: number): Promise<void> {
    const { key } = installation;
    const { bot: _token, ...rest } = installation;
    await installations.put({ ...rest, uninstalledAt: at });
    await close(key);
    await rm(tokenFileIn(folderOf(key)), { force: true });
    const erasedAt = new Date(at + options.graceMs).toISOString();
    log.info(
      `${key}: Rollcall was uninstalled. Its photos, faces and names are deleted at ${erasedAt}, unless it is added again.`,
    );
  }

  /** @param since only an installation from before this time is meant. Never rejects. */
  async function uninstall(key: WorkspaceKey, since: number): Promise<void> {
    try {
      await inTurn(key, async () => {
        const installation = installations.find(key);
        if (installation?.bot === undefined || installation.installedAt > since) return;
        await markUninstalled(installation, now());
      });
    } catch (error) {
      log.error(`${key}: uninstalling was not finished: ${messageOf(error)}`);
    }
  }

  async function erase(key: WorkspaceKey): Promise<void> {
    const installation = installations.find(key);
    if (installation?.uninstalledAt === undefined || installation.uninstalledAt + options.graceMs > now()) return;
    await eraseApplication(clarifaiOf(installation));
    await rm(folderOf(key), { recursive: true, force: true });
    await installations.remove(key);
    log.info(`${key}: its photos, faces and names were deleted.`);
  }

  const installed = () => installations.list().filter(({ bot }) => bot !== undefined);

  async function startAll(): Promise<void> {
    for (const { key } of installed()) await ensureRunning(key);
  }

  return {
    start: startAll,
    retry: startAll,
    async deliver(event) {
      const key = keyOf(event.body);
      const lostAt = uninstalledAt(event.body);
      if (key === undefined || installations.find(key)?.bot === undefined) {
        log.info('Something came from a workspace that Rollcall is not in.');
        return event.ack();
      }
      if (lostAt !== undefined) {
        await event.ack();
        // The event has whole seconds.
        return uninstall(key, lostAt + 999);
      }
      // Unless it is acknowledged, Slack sends it again.
      if (!running.has(key) && !(await ensureRunning(key))) throw new Error(`The workspace ${key} can’t be started.`);
      await running.get(key)?.deliver(event);
    },
    async install(installation) {
      const key = keyOfInstallation(installation);
      const { bot } = installation;
      if (bot === undefined) throw new Error('Slack gave no bot token.');
      await inTurn(key, async () => {
        await close(key);
        await installations.put({
          key,
          appId: installations.find(key)?.appId ?? clarifaiAppOf(options.appIdStart, key),
          bot: { token: bot.token, ...(bot.refreshToken === undefined ? {} : { refreshToken: bot.refreshToken }) },
          installedAt: now(),
        });
      });
    },
    startInstalled: (installation) => ensureRunning(keyOfInstallation(installation)),
    async eraseDue() {
      for (const { key } of installations.list()) {
        await inTurn(key, () => erase(key)).catch((error: unknown) =>
          log.error(`${key}: not everything was deleted, so it is tried again in an hour: ${messageOf(error)}`),
        );
      }
    },
    noteReconnected(lostAtMs) {
      for (const { app } of running.values()) app.noteReconnected(lostAtMs);
    },
    async checkFaces() {
      if (running.size > 0) await Promise.any([...running.values()].map(({ recognizer }) => recognizer.checkSetup()));
    },
    count() {
      const all = installations.list().length;
      return {
        running: running.size,
        failed: installed().filter(({ key }) => !running.has(key)).length,
        uninstalled: all - installed().length,
      };
    },
    async stop() {
      isStopping = true;
      await Promise.allSettled([...running.keys()].map((key) => inTurn(key, () => close(key))));
    },
  };
}
