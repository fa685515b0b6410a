import express, { Router } from 'express';
import { SlackError } from '../api/slack-error.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Workspace } from '../workspace/workspace.js';
import { respond, responseSchema } from './respond.js';

/** The route of `response_url`s: five uses within thirty minutes, without a token. */
export function responseUrlRoute(workspace: Workspace, conversation: Conversation): Router {
  const routes = Router();
  // Some apps send JSON here with another Content-Type.
  routes.post('/local/response/:secret', express.json({ type: () => true, limit: '1mb' }), (request, response) => {
    const refuse = (status: number, error: string) => response.status(status).json({ ok: false, error });
    const secret = String(request.params.secret);
    const target = workspace.responseUrls.find(secret, workspace.clock.now());
    if (target === undefined) return refuse(404, 'invalid_url');
    if (target === 'expired') return refuse(404, 'expired_url');
    if (target === 'used_up') return refuse(404, 'used_url');
    const parsed = responseSchema.safeParse(request.body);
    if (!parsed.success) return refuse(400, 'invalid_payload');
    try {
      respond(workspace, conversation, target, parsed.data);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return response
        .status(400)
        .json({ ok: false, error: error.code, response_metadata: { messages: error.details } });
    }
    workspace.responseUrls.use(secret);
    return response.type('text').send('ok');
  });
  return routes;
}

/** The whole address of a `response_url`. */
export function responseUrl(workspace: Workspace, secret: string): string {
  return `${workspace.baseUrl}/local/response/${secret}`;
}
