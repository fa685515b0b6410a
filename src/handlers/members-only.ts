import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { tellPrivately } from '../failures.js';
import { within } from '../slack/timeout.js';
import { isExternalUser } from '../slack/users.js';
import { buildNotice } from '../views/person-modal.js';
import { WORDING } from '../views/wording/general.js';

/** Slack waits 3 s for an acknowledgement. */
const LOOK_UP_LIMIT_MS = 1000;

const payloadSchema = z.looseObject({
  type: z.string(),
  user: z.object({ id: z.string() }),
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: z
    .object({
      id: z.string(),
      type: z.string(),
      blocks: z.array(z.object({ type: z.string(), block_id: z.string().optional() })).default([]),
    })
    .optional(),
});
type Payload = z.infer<typeof payloadSchema>;

/** Clicks, menus, forms and shortcuts. */
const INTERACTIONS: ReadonlySet<string> = new Set([
  'block_actions',
  'block_suggestion',
  'view_submission',
  'message_action',
]);

/** Refuses clicks, forms, menus and shortcuts by people outside the organisation: they neither see nor name people. */
export function createMembersOnly(deps: Pick<Deps, 'slack' | 'bot' | 'log'>): Middleware<AnyMiddlewareArgs> {
  return async (args) => {
    const payload = payloadSchema.safeParse(args.body).data;
    if (payload === undefined || !INTERACTIONS.has(payload.type) || !(await isExternal(args.body))) {
      return args.next();
    }
    if (!('ack' in args) || args.ack === undefined) return;
    const ack = args.ack as (response?: unknown) => Promise<void>;
    if (payload.type === 'block_suggestion') return ack({ options: [] });
    if (payload.type === 'view_submission') {
      const field = payload.view?.blocks.find(({ type }) => type === 'input')?.block_id ?? '';
      return ack({ response_action: 'errors', errors: { [field]: WORDING.membersOnly } });
    }
    await ack();
    await tell(payload);
  };

  /** Someone who cannot be looked up in time is refused. */
  async function isExternal(body: unknown): Promise<boolean> {
    const isOutside = isExternalUser(deps, body).catch((error: unknown) => {
      deps.log.warn(`Could not look up whether someone is a member: ${messageOf(error)}`);
      return true;
    });
    return (await within(LOOK_UP_LIMIT_MS, isOutside)) ?? true;
  }

  /** In the open modal, or privately in the conversation. */
  async function tell({ user, channel, message, view, trigger_id = '' }: Payload): Promise<void> {
    const origin = { kind: 'home', page: 0 } as const;
    const notice = buildNotice({ personId: undefined, face: undefined, origin }, WORDING.membersOnly);
    if (channel !== undefined) {
      const threadTs = message?.thread_ts ?? message?.ts;
      await tellPrivately(deps, { channelId: channel.id, userId: user.id, threadTs }, WORDING.membersOnly);
    } else if (view?.type === 'modal') await deps.slack.views.update({ view_id: view.id, view: notice });
    else await deps.slack.views.open({ trigger_id, view: notice });
  }
}
