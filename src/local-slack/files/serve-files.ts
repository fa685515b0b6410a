import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { type Request, type Response, Router } from 'express';
import { messageOf } from '../../errors.js';
import type { Authenticate } from '../api/authenticate.js';
import { maySeeFile } from '../workspace/access.js';
import { THUMBNAIL_SIZES } from '../workspace/render-file.js';
import type { Workspace } from '../workspace/workspace.js';
import { type FileBytes, RefusedUploadError } from './file-bytes.js';

/** The routes that receive and serve files: `upload_url`, `url_private` and the thumbnails. */
export function fileRoutes(workspace: Workspace, fileBytes: FileBytes, authenticate: Authenticate): Router {
  const routes = Router();

  routes.post('/upload/v1/:ticket', async (request, response) => {
    const found = workspace.files.findByTicket(request.params.ticket);
    if (found === undefined || !isOpen(found.state)) {
      response.status(404).type('text').send('no such upload');
      return;
    }
    try {
      await receive(request, (bytes) => fileBytes.receive(found.file.id, bytes, found.file.size));
    } catch (error) {
      if (!(error instanceof RefusedUploadError)) throw error;
      response.status(400).type('text').send(error.message);
      return;
    }
    // An upload may be repeated because its reply was lost. A file that is complete by then stays complete.
    if (isOpen(workspace.files.findByTicket(request.params.ticket)?.state))
      workspace.files.save(found.file, 'received');
    response.type('text').send(`OK - ${found.file.size}`);
  });

  routes.get(['/files-pri/:key/:name', '/files-pri/:key/download/:name'], async (request, response) => {
    const file = visibleFile(request, response);
    if (file === undefined) return;
    response.set('Content-Type', file.mimetype);
    response.set('Content-Length', String(file.size));
    const isShown = file.mimetype.startsWith('image/') && !request.path.includes('/download/');
    response.set(
      'Content-Disposition',
      `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    );
    await send(response, () => pipeline(fileBytes.read(file.id), response));
  });

  routes.get('/files-tmb/:key/:name', async (request, response) => {
    const file = visibleFile(request, response);
    if (file === undefined) return;
    const wanted = Number(/_(\d+)\.jpg$/.exec(request.params.name)?.[1]);
    const size = THUMBNAIL_SIZES.find((known) => known === wanted);
    if (size === undefined) return notFound(response);
    let picture: Buffer;
    try {
      picture = await fileBytes.thumbnail(file.id, size);
    } catch {
      // Slack has no thumbnail for a picture that cannot be read either.
      return notFound(response);
    }
    response.type('image/jpeg').send(picture);
  });

  function visibleFile(request: Request, response: Response) {
    const viewer = viewerOf(request);
    const id = /-(F[A-Z0-9]+)$/.exec(String(request.params['key']))?.[1] ?? '';
    if (viewer === undefined || !maySeeFile(workspace, viewer, id)) return signIn(response);
    response.set('Cache-Control', 'private, max-age=3600');
    // Uploaded files must never run scripts on the page's origin.
    response.set('Content-Security-Policy', "default-src 'none'; sandbox");
    return workspace.files.find(id)?.file;
  }

  /**
   * The person who requests a file: the owner of the token or, for the page's `<img>`, the person named in the URL. Other
   * websites were refused by the guard and cannot use the response (Cross-Origin-Resource-Policy).
   */
  function viewerOf(request: Request): string | undefined {
    const header = request.get('authorization');
    if (header === undefined) {
      const person = workspace.people.find(String(request.query['user']));
      return person?.isBot ? undefined : person?.id;
    }
    const caller = authenticate(header.replace(/^Bearer /i, ''));
    return caller?.kind === 'app' ? undefined : caller?.userId;
  }

  return routes;
}

function isOpen(state: string | undefined): boolean {
  return state === 'awaited' || state === 'received';
}

/** Like Slack, answers a wrong token with a sign-in page and status 200. */
function signIn(response: Response): undefined {
  response.type('html').send('<!DOCTYPE html><html lang="en"><title>Sign in | Slack</title><h1>Sign in</h1></html>\n');
}

function notFound(response: Response): void {
  response.status(404).type('text').send('not found');
}

/** A client that disconnects early is not an error. */
async function send(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!response.destroyed) response.destroy();
    const isEarlyClose = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isEarlyClose) throw error;
  }
}

/**
 * Stores the raw body, or the first file of a multipart body.
 * @throws RefusedUploadError when the form cannot be read or has no file.
 */
async function receive(request: Request, store: (bytes: Readable) => Promise<void>): Promise<void> {
  if (!request.is('multipart/form-data')) return store(request);
  let stored: Promise<void> | undefined;
  try {
    const form = busboy({ headers: request.headers, limits: { files: 1 } });
    form.on('file', (_field, bytes) => {
      stored = store(bytes);
      // The form only ends when all of the file was read, even if it was rejected.
      stored.catch(() => bytes.resume());
    });
    await pipeline(request, form);
  } catch (error) {
    await stored?.catch(() => undefined);
    throw new RefusedUploadError(`the form cannot be read: ${messageOf(error)}`);
  }
  if (stored === undefined) throw new RefusedUploadError('no file in the form');
  await stored;
}
