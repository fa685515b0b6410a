import express, { type ErrorRequestHandler, type Express } from 'express';
import { stackOf } from '../../errors.js';
import type { Log } from '../../log.js';
import { DiskFullError } from '../../store/failures.js';
import type { Authenticate } from '../api/authenticate.js';
import { apiRoutes } from '../api/dispatch.js';
import type { Methods } from '../api/method.js';
import type { FileBytes } from '../files/file-bytes.js';
import { fileRoutes } from '../files/serve-files.js';
import { responseUrlRoute } from '../interactivity/response-url-route.js';
import { type InteractivityDeps, interactivityRoutes } from '../interactivity/routes.js';
import { guard } from './guard.js';
import { pageRoutes } from './page-routes.js';
import { type WorkspaceRoutesDeps, workspaceRoutes } from './workspace-routes.js';

export interface HttpAppDeps extends InteractivityDeps, WorkspaceRoutesDeps {
  readonly methods: Methods;
  readonly authenticate: Authenticate;
  readonly fileBytes: FileBytes;
  readonly pageDir: string;
  readonly port: number;
  readonly log: Log;
}

/** All HTTP routes, behind one guard. */
export function buildHttpApp(deps: HttpAppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(guard(deps.port));
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  app.use('/api', apiRoutes(deps.methods, deps.authenticate, deps.manifest));
  app.use(fileRoutes(deps.workspace, deps.fileBytes, deps.authenticate));
  app.use(responseUrlRoute(deps.workspace, deps.conversation));
  app.use(interactivityRoutes(deps));
  app.use(workspaceRoutes(deps));
  app.use(pageRoutes(deps.pageDir, deps.workspace));
  app.use(failures(deps.log));
  return app;
}

/** Express gives errors about unreadable bodies a status. All others are internal errors. */
function failures(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // The client has disconnected: an interrupted upload, a closed page.
    if (request.socket.destroyed) return undefined;
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (status < 500) {
      const code = status === 413 ? 'request_too_large' : 'invalid_json';
      return response.status(request.path.startsWith('/api/') ? 200 : status).json({ ok: false, error: code });
    }
    if (error instanceof DiskFullError) {
      log.error(error.message);
      // Clients try again after this status, and succeed once there is free space.
      return response.status(507).json({ ok: false, error: 'disk_full', detail: error.message });
    }
    log.error(
      `Local Slack: ${request.method} ${request.path.split('/').slice(0, 3).join('/')} failed: ${stackOf(error)}`,
    );
    return response.status(500).json({ ok: false, error: 'internal_error' });
  };
}
