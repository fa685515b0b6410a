import express, { Router } from 'express';
import type { Workspace } from '../workspace/workspace.js';

/**
 * Allows no inline scripts or styles; index.html says how React Aria is kept from adding one. `blob:` is for photos that
 * are not uploaded yet.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page, and redirects permalinks to it. */
export function pageRoutes(pageDir: string, workspace: Workspace): Router {
  const routes = Router();
  // The page's routes come after the #.
  routes.get('/archives/:channel/:message', (request, response) => {
    const thread =
      typeof request.query['thread_ts'] === 'string' ? `/t/${encodeURIComponent(request.query['thread_ts'])}` : '';
    response.redirect(`/#/c/${encodeURIComponent(request.params.channel)}${thread}`);
  });
  routes.get('/files/:user/:id/:name', (request, response) => {
    const [share] = workspace.files.shares(request.params.id);
    response.redirect(share === undefined ? '/' : `/#/c/${encodeURIComponent(share.channel)}`);
  });
  routes.use(
    express.static(pageDir, {
      setHeaders: (response) => {
        response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
        // The page may have been rebuilt since.
        response.setHeader('Cache-Control', 'no-cache');
      },
    }),
  );
  return routes;
}
