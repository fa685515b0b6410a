import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { UserFacingError } from '../errors.js';
import type { Log } from '../log.js';
import { describeFolderFailure } from '../store/failures.js';
import { appMethods } from './api/app.js';
import { assistantMethods } from './api/assistant.js';
import { createAuthenticate } from './api/authenticate.js';
import { chatMethods } from './api/chat.js';
import { conversationMethods } from './api/conversations.js';
import { fileMethods } from './api/files.js';
import { membershipMethods } from './api/membership.js';
import { reactionMethods } from './api/reactions.js';
import { userMethods } from './api/users.js';
import { viewMethods } from './api/views.js';
import { readAppManifest } from './app-manifest.js';
import { createConversation } from './conversation/conversation.js';
import { createEventPublisher } from './events/event-publisher.js';
import { createOutbox, SLACK_RETRY_DELAYS_MS } from './events/outbox.js';
import { createSocketMode } from './events/socket-mode.js';
import { openFileBytes } from './files/file-bytes.js';
import { discardUnfinishedUploads } from './files/unfinished-uploads.js';
import { refusal } from './http/guard.js';
import { buildHttpApp } from './http/http-app.js';
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

export interface LocalSlackOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Address to listen on, which must include 127.0.0.1. Default 127.0.0.1. Browsers still have to open it as localhost. */
  readonly host?: string;
  /** All data goes into its subfolder `slack`; the caller holds the lock on this folder. */
  readonly dataDir: string;
  /** The folder with the built page. */
  readonly pageDir: string;
  /** The folder with the pictures of the page, `samples/` and `portraits/`. */
  readonly assetsDir: string;
  /** The members of a new workspace. */
  readonly members?: readonly Member[];
  /** The app's manifest: defines scopes, events, commands and shortcuts. Without one, everything is allowed. */
  readonly manifestFile?: string;
  readonly log: Log;
  /** Milliseconds since 1970; replaced in tests of expiry. */
  readonly now?: () => number;
  /** The timeout of an acknowledgement, 3000 ms, and the delays between attempts. Shorter in tests only. */
  readonly ackTimeoutMs?: number;
  readonly retryDelaysMs?: readonly number[];
  /** Called with the time the app took to acknowledge a payload, in milliseconds; for benchmarks. */
  readonly onAcknowledged?: (payload: unknown, ms: number) => void;
}

export interface LocalSlack {
  /** The address of the page: `http://localhost:PORT`. */
  readonly url: string;
  /** For a bot's `slackApiUrl`: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  close(): Promise<void>;
}

/**
 * Starts the workspace; docs/local-slack.md describes its interface.
 * @throws UserFacingError when the port is in use or the folder cannot be used.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const { log, members = INITIAL_MEMBERS, now = Date.now } = options;
  const manifest = options.manifestFile === undefined ? undefined : readAppManifest(options.manifestFile);
  const folder = join(options.dataDir, 'slack');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw describeFolderFailure(error, options.dataDir);
  });

  // The port comes first: all URLs contain it, and two processes must not share the folder.
  const server = createServer();
  // Requests that arrive before everything is ready wait until it is.
  const early: [IncomingMessage, ServerResponse][] = [];
  const keep = (request: IncomingMessage, response: ServerResponse) => early.push([request, response]);
  server.on('request', keep);
  const port = await listen(server, options.port, options.host ?? '127.0.0.1');
  const baseUrl = `http://127.0.0.1:${port}`;
  const pageUrl = `http://localhost:${port}`;
  try {
    const database = openWorkspaceDatabase(folder);
    const fileBytes = await openFileBytes(join(folder, 'files'));
    const tokens = openTokens(database);
    const workspace = createWorkspace(database, { baseUrl, pageUrl }, now, log);
    addInitialPeople(workspace, members);
    await discardUnfinishedUploads(workspace, fileBytes);

    const socketMode = createSocketMode({
      baseUrl,
      log,
      ackTimeoutMs: options.ackTimeoutMs ?? 3000,
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
    const dispatchToApp = createDispatchToApp(socketMode);

    const app = buildHttpApp({
      workspace,
      conversation,
      modals,
      triggers,
      dispatchToApp,
      manifest,
      socketMode,
      stream,
      tokens,
      members,
      assetsDir: options.assetsDir,
      fileBytes,
      authenticate: createAuthenticate(tokens, workspace.people),
      methods: {
        ...appMethods(workspace, socketMode),
        ...chatMethods(workspace, conversation),
        ...conversationMethods(workspace),
        ...membershipMethods(workspace, conversation),
        ...userMethods(workspace),
        ...fileMethods(workspace, conversation, fileBytes),
        ...reactionMethods(workspace, conversation),
        ...viewMethods(workspace, modals, triggers),
        ...assistantMethods(workspace, statuses),
      },
      pageDir: options.pageDir,
      port,
      log,
    });
    server.off('request', keep);
    server.on('request', app);
    for (const [request, response] of early) app(request, response);
    server.on('upgrade', (request, socket, head) => {
      // A client that disconnects during the upgrade must not end this process.
      socket.on('error', () => socket.destroy());
      if (refusal(request, port) !== undefined || !request.url?.startsWith('/link/')) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      socketMode.upgrade(request, socket, head);
    });

    return {
      url: pageUrl,
      apiUrl: `${baseUrl}/api/`,
      botToken: tokens.bot,
      appToken: tokens.app,
      async close() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        stream.close();
        statuses.close();
        socketMode.close();
        server.closeIdleConnections();
        // Connections that are still busy after a second are closed: a stop must not wait for a slow upload.
        const cut = setTimeout(() => server.closeAllConnections(), 1000);
        await closed;
        clearTimeout(cut);
        outbox.close();
        workspace.close();
        database.close();
      },
    };
  } catch (error) {
    server.close();
    server.closeAllConnections();
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? describePortFailure(error, port) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function describePortFailure(error: NodeJS.ErrnoException, port: number): UserFacingError {
  const problem = error.code === 'EADDRINUSE' ? `Port ${port} is in use` : `This account can’t use port ${port}`;
  return new UserFacingError(`${problem}; set PORT to another number or stop the other program.`, { cause: error });
}
