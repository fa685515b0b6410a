import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { AppManifest } from '../app-manifest.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Modals } from '../modals.js';
import type { Person } from '../workspace/people.js';
import type { Workspace } from '../workspace/workspace.js';
import { appHomeOpened } from './app-home-opened.js';
import { blockActions } from './block-actions.js';
import { blockSuggestion } from './block-suggestion.js';
import { slashCommand } from './commands.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { LocalError } from './local-error.js';
import { shortcut } from './shortcuts.js';
import type { Triggers } from './triggers.js';
import { viewClosed } from './view-closed.js';
import { viewSubmission } from './view-submission.js';

export interface InteractivityDeps {
  readonly workspace: Workspace;
  readonly conversation: Conversation;
  readonly modals: Modals;
  readonly triggers: Triggers;
  readonly dispatchToApp: DispatchToApp;
  readonly manifest: AppManifest | undefined;
}

const id = z.string().min(1);
const containerRef = { channel: id.optional(), message_ts: id.optional(), view_id: id.optional() };

/** A person's actions: `POST /local/…`, see docs/local-slack.md. */
export function interactivityRoutes(deps: InteractivityDeps): Router {
  const routes = Router();
  const { people } = deps.workspace;

  function on<Schema extends z.ZodObject>(
    name: string,
    schema: Schema,
    act: (person: Person, request: z.output<Schema> & { user: string }) => Promise<unknown>,
  ): void {
    const whole = schema.and(z.object({ user: id }));
    routes.post(`/local/${name}`, express.json({ limit: '1mb' }), async (request: Request, response: Response) => {
      try {
        const parsed = whole.safeParse(request.body);
        if (!parsed.success) throw new LocalError('invalid_arguments', z.prettifyError(parsed.error));
        const person = people.find(parsed.data.user);
        if (person === undefined || person.isBot) {
          throw new LocalError('user_not_found', 'no such person in this workspace');
        }
        response.json({ ok: true, ack: (await act(person, parsed.data)) ?? {} });
      } catch (error) {
        if (!(error instanceof LocalError)) throw error;
        response.json({ ok: false, error: error.code, detail: error.message, ...error.fields });
      }
    });
  }

  on('block_actions', z.looseObject({ ...containerRef, block_id: id, action_id: id }), (person, request) =>
    blockActions(deps, person, request),
  );
  on(
    'block_suggestion',
    z.object({ ...containerRef, block_id: id, action_id: id, value: z.string().default('') }),
    (person, request) => blockSuggestion(deps, person, request),
  );
  on(
    'commands',
    z.object({ channel: id, command: z.string().regex(/^\/\S+$/), text: z.string().default('') }),
    (person, request) => slashCommand(deps, person, request),
  );
  on('shortcuts', z.object({ callback_id: id, channel: id.optional(), message_ts: id.optional() }), (person, request) =>
    shortcut(deps, person, request),
  );
  on('view_submission', z.object({ view_id: id, state: z.unknown().optional() }), (person, request) =>
    viewSubmission(deps, person, request),
  );
  on('view_closed', z.object({ view_id: id, is_cleared: z.boolean().default(false) }), (person, request) =>
    viewClosed(deps, person, request),
  );
  on('app_home_opened', z.object({ tab: z.enum(['home', 'messages']).default('home') }), (person, request) =>
    appHomeOpened(deps, person, request.tab),
  );
  return routes;
}
