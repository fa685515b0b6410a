import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../log.js';
import { readConnection, storeConnection } from '../store/connection-file.js';
import { describeFolderFailure } from '../store/failures.js';
import { createAuthenticate } from './api/authenticate.js';
import { webApiMethods } from './api/web-api.js';
import { readAppManifest } from './app-manifest.js';
import { createConversation } from './conversation/conversation.js';
import { createEventPublisher } from './events/event-publisher.js';
import { createOutbox, SLACK_RETRY_DELAYS_MS } from './events/outbox.js';
import { createSocketMode } from './events/socket-mode.js';
import { openFileBytes } from './files/file-bytes.js';
import { discardUnfinishedUploads } from './files/unfinished-uploads.js';
import { refusal } from './http/guard.js';
import { buildHttpApp } from './http/http-app.js';
import { openServer } from './http/open-server.js';
import { createDispatchToApp } from './interactivity/dispatch-to-app.js';
import { createTriggers } from './interactivity/triggers.js';
import { INITIAL_MEMBERS, type Member } from './members.js';
import { createModals } from './modals.js';
import { createStatuses } from './statuses.js';
import { createStream } from './stream.js';
import { openWorkspaceDatabase } from './workspace/database.js';
import { addInitialPeople } from './workspace/initial-people.js';
import { openTokens } from './workspace/tokens.js';
import { createWorkspace } from './workspace/workspace.js';

/** Slack's own limit: https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
const ACK_TIMEOUT_MS = 3000;

export interface LocalSlackOptions {
  /** 0 picks a free port. */
  readonly port: number;
  /** The address to listen on. It must include 127.0.0.1, the default. Browsers open the page as localhost in any case. */
  readonly host?: string;
  /** All data goes into its subfolder `slack`. The caller holds the lock on this folder. */
  readonly dataDir: string;
  /** The folder with the built page. */
  readonly pageDir: string;
  /** The folder with the page's pictures, in `samples/` and `portraits/`. */
  readonly assetsDir: string;
  /** The members of a new workspace. */
  readonly members?: readonly Member[];
  /** The app's manifest, which defines scopes, events, commands and shortcuts. Without one, all are allowed. */
  readonly manifestFile?: string;
  readonly log: Log;
  /** Milliseconds since 1970. Tests of expiry replace it. */
  readonly now?: () => number;
  /** How long to wait for an acknowledgement, in milliseconds: 3000, or less in tests. */
  readonly ackTimeoutMs?: number;
  /** The delays before the attempts to send an event again, in milliseconds: Slack's, or shorter ones in tests. */
  readonly retryDelaysMs?: readonly number[];
  /** Called with the time the app took to acknowledge a payload, in milliseconds. For benchmarks. */
  readonly onAcknowledged?: (payload: unknown, ms: number) => void;
}

const connectionSchema = z.object({
  /** For a bot's `slackApiUrl`: `http://127.0.0.1:PORT/api/`. */
  apiUrl: z.string(),
  botToken: z.string(),
  appToken: z.string(),
});

/** How the bot reaches local Slack. */
type LocalSlackConnection = Readonly<z.output<typeof connectionSchema>>;

export interface LocalSlack extends LocalSlackConnection {
  /** The address of the page: `http://localhost:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** How to reach a local Slack that runs in another process, if one does. @throws UserFacingError if its file can't be read. */
export function findRunningSlack(dataDir: string): LocalSlackConnection | undefined {
  const stored = readConnection(join(dataDir, 'slack'));
  return stored === undefined ? undefined : connectionSchema.parse(JSON.parse(stored));
}

/**
 * Starts the workspace; docs/local-slack.md describes its interface.
 * @throws UserFacingError when the port, the folder or the manifest cannot be used.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const { log, members = INITIAL_MEMBERS, now = Date.now } = options;
  const manifest = options.manifestFile === undefined ? undefined : readAppManifest(options.manifestFile);
  const folder = join(options.dataDir, 'slack');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw describeFolderFailure(error, options.dataDir);
  });

  // The port comes first: all URLs contain it, and two processes must not share the folder.
  const server = await openServer(options.port, options.host ?? '127.0.0.1');
  const { port } = server;
  const baseUrl = `http://127.0.0.1:${port}`;
  const pageUrl = `http://localhost:${port}`;
  try {
    const database = openWorkspaceDatabase(folder);
    const fileBytes = await openFileBytes(join(folder, 'files'));
    const tokens = openTokens(database);
    const workspace = createWorkspace(database, { baseUrl, pageUrl }, now, log, members);
    addInitialPeople(workspace, members);
    await discardUnfinishedUploads(workspace, fileBytes);
    await fileBytes.removeAllBut(new Set(workspace.files.existing()));

    const socketMode = createSocketMode({
      baseUrl,
      log,
      ackTimeoutMs: options.ackTimeoutMs ?? ACK_TIMEOUT_MS,
      onAcknowledged: options.onAcknowledged,
      onChange(connected) {
        stream.publishNamed('everyone', 'app', { type: 'app', connected });
        if (connected) outbox.deliver();
      },
    });
    const stream = createStream(() => [{ name: 'app', data: { type: 'app', connected: socketMode.isConnected() } }]);
    const retryDelaysMs = options.retryDelaysMs ?? SLACK_RETRY_DELAYS_MS;
    const outbox = createOutbox({ database, workspace, socketMode, baseUrl, log, now, retryDelaysMs });
    const publisher = createEventPublisher(workspace, stream, outbox, manifest);
    const statuses = createStatuses(workspace.channels, stream);
    const conversation = createConversation(workspace, publisher, statuses);
    const modals = createModals(workspace, publisher);
    const triggers = createTriggers(now);

    const app = buildHttpApp({
      workspace,
      conversation,
      modals,
      triggers,
      dispatchToApp: createDispatchToApp(socketMode),
      manifest,
      socketMode,
      stream,
      tokens,
      assetsDir: options.assetsDir,
      fileBytes,
      authenticate: createAuthenticate(tokens, workspace.people),
      methods: webApiMethods({ workspace, conversation, modals, statuses, triggers, socketMode, fileBytes }),
      pageDir: options.pageDir,
      port,
      log,
    });
    server.serve(app, (request, socket, head) => {
      if (refusal(request, port) === undefined && request.url?.startsWith('/link/')) {
        socketMode.upgrade(request, socket, head);
      } else {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      }
    });

    const connection: LocalSlackConnection = {
      apiUrl: `${baseUrl}/api/`,
      botToken: tokens.bot,
      appToken: tokens.app,
    };
    const removeConnection = storeConnection(folder, JSON.stringify(connection));
    return {
      url: pageUrl,
      ...connection,
      async close() {
        removeConnection();
        const closed = server.close();
        stream.close();
        statuses.close();
        socketMode.close();
        await closed;
        outbox.close();
        workspace.close();
        database.close();
      },
    };
  } catch (error) {
    await server.close(0);
    throw error;
  }
}
