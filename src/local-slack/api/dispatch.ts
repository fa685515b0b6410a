import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { AppManifest } from '../app-manifest.js';
import type { Authenticate } from './authenticate.js';
import type { Caller, Method, Methods } from './method.js';
import { SlackError } from './slack-error.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** The Web API: reads arguments in every format Slack accepts, checks the token, and replies in Slack's format. */
export function apiRoutes(methods: Methods, authenticate: Authenticate, manifest: AppManifest | undefined): Router {
  const routes = Router();
  routes.use(express.urlencoded({ extended: false, limit: MAX_BODY_BYTES }));
  routes.use(express.json({ limit: MAX_BODY_BYTES, strict: true }));

  async function answer(request: Request, name: string): Promise<Record<string, unknown>> {
    const { input, tokenInBody } = await readArguments(request);
    if (name === 'api.test') return testReply(input);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw new SlackError('unknown_method', [], { req_method: name });
    const caller = identify(request, tokenInBody, authenticate);
    checkCaller(method, caller, manifest);
    return { ok: true, ...(await method.run(input, caller)) };
  }

  routes.all('/:method', async (request: Request, response: Response) => {
    if (manifest !== undefined) response.set('X-OAuth-Scopes', manifest.scopes.join(','));
    try {
      response.json(await answer(request, String(request.params['method'])));
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      const { code, details, fields } = error;
      const metadata = details.length === 0 ? {} : { response_metadata: { messages: details } };
      response.json({ ok: false, error: code, ...fields, ...metadata });
    }
  });
  return routes;
}

function identify(request: Request, tokenInBody: string, authenticate: Authenticate): Caller {
  const token = request.get('authorization')?.replace(/^Bearer\s+/i, '') ?? tokenInBody;
  if (token === '') throw new SlackError('not_authed');
  const caller = authenticate(token);
  if (caller === undefined) throw new SlackError('invalid_auth');
  return caller;
}

function checkCaller(method: Method, caller: Caller, manifest: AppManifest | undefined): void {
  if (!method.callers.includes(caller.kind)) throw new SlackError('not_allowed_token_type');
  if (caller.kind !== 'bot' || method.scopes.length === 0 || manifest === undefined) return;
  if (method.scopes.some((scope) => manifest.scopes.includes(scope))) return;
  throw new SlackError('missing_scope', [], { needed: method.scopes.join(','), provided: manifest.scopes.join(',') });
}

const bodySchema = z.record(z.string(), z.unknown()).default({});

/** The arguments of a call, and the token if it is in the form. A token in the URL is ignored, because URLs leak. */
async function readArguments(request: Request): Promise<{ input: Record<string, unknown>; tokenInBody: string }> {
  const body: unknown = request.is('multipart/form-data') ? await readForm(request) : request.body;
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw new SlackError('json_not_object');
  const { token, ...args } = parsed.data;
  const { token: _inUrl, ...query } = request.query;
  return { input: { ...query, ...args }, tokenInBody: request.is('json') ? '' : String(token ?? '') };
}

/** The fields of a multipart form. Files are not accepted here: they go to an upload URL. */
async function readForm(request: Request): Promise<Record<string, string>> {
  const fields = new Map<string, string>();
  try {
    const form = busboy({ headers: request.headers, limits: { fieldSize: MAX_BODY_BYTES, files: 0, fields: 100 } });
    form.on('field', (name, value) => fields.set(name, value));
    await pipeline(request, form);
  } catch {
    // Slack has one error code for every kind of malformed form.
    throw new SlackError('invalid_form_data');
  }
  return Object.fromEntries(fields);
}

/** https://docs.slack.dev/reference/methods/api.test: returns its arguments, or fails with the error they name. */
function testReply(input: Record<string, unknown>): Record<string, unknown> {
  if (typeof input['error'] === 'string' && input['error'] !== '')
    throw new SlackError(input['error'], [], { args: input });
  return { ok: true, args: input };
}
