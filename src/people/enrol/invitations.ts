import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { isToBeAsked } from '../../faces/consent.js';
import { memberOfPerson } from '../../faces/ids.js';
import type { Change, PersonRecord } from '../../faces/model.js';
import { isStopping, orUndefined } from '../../failures.js';
import { createSingleFlight } from '../../single-flight.js';
import { unlessGone } from '../../slack/errors.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { isOfOrganisation } from '../../slack/users.js';
import { describeInviteProgress, type InviteProgress, type InviteScope } from '../../views/invite.js';
import type { AskConsent } from '../consent/ask-consent.js';
import { readMember } from '../read-member.js';
import { listInvitees } from './invitees.js';

/**
 * Asks many members whether they want to be recognised. Whom to ask is stored with each person first, so that a restart, or another
 * process, goes on; each is asked once, because the question is claimed (see ask-consent.ts).
 */
export interface Invitations {
  /** Stores whom to ask, and asks them in the background. @returns how many. */
  invite(scope: InviteScope, by: string): Promise<number>;
  /** Asks those who were invited and not asked before Rollcall stopped. */
  resume(): Promise<void>;
}

/** So many people are stored with one call. */
const STORED_AT_ONCE = 100;
/** In ms: the message about progress is updated at most so often. */
const PROGRESS_EVERY_MS = 5_000;

type InviteDeps = Pick<
  Deps,
  'recognizer' | 'slack' | 'slackForPosts' | 'backgroundSlack' | 'bot' | 'log' | 'now' | 'inBackground'
> & { readonly askConsent: Pick<AskConsent, 'ask'> };

export function createInvitations(deps: InviteDeps): Invitations {
  const { people } = deps.recognizer;
  const running = createSingleFlight<void>();

  return {
    async invite(scope, by) {
      const { toAsk } = await listInvitees(deps, scope);
      const invited: Change = { by, at: new Date(deps.now()) };
      for (let start = 0; start < toAsk.length; start += STORED_AT_ONCE) {
        await people.invite({ people: toAsk.slice(start, start + STORED_AT_ONCE), invited });
      }
      deps.log.info(`${by} invited ${toAsk.length} people to be recognised.`);
      if (toAsk.length > 0) deps.inBackground(() => askAll(invited));
      return toAsk.length;
    },
    async resume() {
      const { records } = await people.registry();
      const open = records.filter(isWaiting).flatMap(({ invited }) => invited ?? []);
      const invitations = new Map(open.map((invited) => [keyOf(invited), invited]));
      for (const invited of invitations.values()) await askAll(invited);
    },
  };

  /** Asks everyone of one invitation, one after another at Slack's pace, and tells the person who invited them. */
  function askAll(invited: Change): Promise<void> {
    return running.run(keyOf(invited), async () => {
      const { records } = await people.registry();
      const ofIt = records.filter((record) => record.invited !== undefined && keyOf(record.invited) === keyOf(invited));
      const waiting = ofIt.filter(isWaiting);
      const progress = { all: ofIt.length, asked: ofIt.length - waiting.length, unreachable: 0 };
      const report = createReport(invited.by);
      await report.show({ ...progress, isDone: waiting.length === 0 });
      for (const { id } of waiting) {
        const userId = memberOfPerson(id) ?? '';
        if (await askOne(userId, invited.by)) progress.asked += 1;
        else progress.unreachable += 1;
        await report.showSometimes({ ...progress, isDone: false });
      }
      await report.show({ ...progress, isDone: true });
      deps.log.info(`Asked ${progress.asked} of ${progress.all} invited people.`);
    });
  }

  /** @returns false if they cannot be asked. True also if another process has asked them. */
  async function askOne(userId: string, by: string): Promise<boolean> {
    try {
      // Throttled, so that people's requests go first. They may have left since they were invited.
      const { user } = await deps.backgroundSlack.users.info({ user: userId });
      if (readMember(user) === undefined || !isOfOrganisation(deps.bot, user)) return false;
      await deps.askConsent.ask(userId, { kind: 'invited', by });
      return true;
    } catch (error) {
      if (isStopping(error)) throw error;
      deps.log.warn(`Could not ask ${userId} whether they want to be recognised: ${messageOf(error)}`);
      return false;
    }
  }

  /** A direct message that shows how far an invitation is. */
  function createReport(userId: string) {
    let message: { readonly channel: string; readonly ts: string } | undefined;
    let shownAtMs = Number.NEGATIVE_INFINITY;

    async function show(progress: InviteProgress): Promise<void> {
      shownAtMs = deps.now();
      const content = { text: describeInviteProgress(progress), ...TEXT_AS_WRITTEN };
      const { chat } = deps.slackForPosts;
      const sending: Promise<unknown> =
        message === undefined
          ? chat.postMessage({ channel: userId, ...content })
          : unlessGone(chat.update({ ...message, ...content }));
      const sent = await orUndefined(sending, 'No progress of an invitation', deps.log.info);
      message ??= sentSchema.safeParse(sent).data;
    }

    return {
      show,
      async showSometimes(progress: InviteProgress) {
        if (deps.now() - shownAtMs >= PROGRESS_EVERY_MS) await show(progress);
      },
    };
  }
}

const sentSchema = z.object({ channel: z.string(), ts: z.string() });

/** Whether someone was invited and has yet to be asked. */
function isWaiting(record: PersonRecord): boolean {
  return record.invited !== undefined && isToBeAsked(record);
}

function keyOf({ by, at }: Change): string {
  return `${by} ${at.getTime()}`;
}
