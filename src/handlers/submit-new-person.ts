import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { personIdOfMember } from '../faces/ids.js';
import type { Person } from '../faces/model.js';
import { foldName } from '../faces/names.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { Directory } from '../people/directory.js';
import type { ResolvePerson } from '../people/resolve-person.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { SAME_PERSON_VIEW } from '../views/ids.js';
import {
  buildSamePersonModal,
  NAME_BLOCK,
  type NewPersonAnswer,
  readNewPersonSubmission,
} from '../views/new-person-modal.js';
import { WORDING } from '../views/wording.js';

type NewPersonArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** Slack waits 3 s for an acknowledgement. When keeping takes longer than this, it goes on behind the acknowledgement. */
const KEEP_LIMIT_MS = 2000;

/** Somebody filled in who a face is, in either of the two modals. */
export function createNewPersonHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log'> & {
    readonly directory: Directory;
    readonly resolvePerson: ResolvePerson;
    readonly updateReply: UpdateReply;
  },
): (args: NewPersonArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const refuse = (why: string) => ack({ response_action: 'errors', errors: { [NAME_BLOCK]: why } });
    if (isOutsider(body)) return refuse(WORDING.membersOnly);
    const { target, answer, sameAs } = readNewPersonSubmission(view);
    const { photoId, faceId, channelId, threadTs, replyTs } = target;
    const userId = body.user.id;

    const decided = await decide(answer, sameAs, view.callback_id === SAME_PERSON_VIEW).catch((error: unknown) =>
      explainFailure(error, deps.log),
    );
    if (typeof decided === 'string') return refuse(decided);
    if (decided.kind === 'ask') {
      const asking = buildSamePersonModal(target, decided.known, answer);
      return ack({ response_action: 'update', view: asking });
    }

    const keeping = decided
      .person()
      .then((person) => deps.recognizer.tags.add({ photoId, faceId, person, taggedBy: userId }))
      .then(() => 'kept' as const)
      .catch((error: unknown) => ({ why: explainFailure(error, deps.log) }));
    const soon = await within(KEEP_LIMIT_MS, keeping);
    if (soon !== undefined && soon !== 'kept') return refuse(soon.why);
    await ack();
    try {
      const kept = await keeping;
      if (kept === 'kept') await deps.updateReply({ channelId, threadTs, ts: replyTs });
      else await tellPrivately(deps, { channelId, userId, threadTs }, kept.why);
    } catch (error) {
      await tellPrivately(deps, { channelId, userId, threadTs }, explainFailure(error, deps.log));
    }
  };

  /** @returns whom to tag, whom to ask about first, or why the answer will not do. */
  async function decide(
    { name, userId }: NewPersonAnswer,
    sameAs: string | undefined,
    wasAsked: boolean,
  ): Promise<
    string | { readonly kind: 'ask'; readonly known: Person } | { readonly kind: 'tag'; person(): Promise<Person> }
  > {
    if (sameAs !== undefined) return tag(() => deps.resolvePerson({ kind: 'person', personId: sameAs }));
    if (name === '') return WORDING.emptyName;
    const people = await deps.directory.listPeople();
    const memberId = userId === undefined ? undefined : personIdOfMember(userId);
    const member = people.find(({ id }) => id === memberId);
    // Whoever has this account is known: there is no second person to be made.
    if (member !== undefined) return tag(async () => member);
    const known = people.find((person) => person.name === name || foldName(person.name) === foldName(name));
    if (known !== undefined) return wasAsked ? WORDING.tellApart : { kind: 'ask', known };
    return tag(() => (memberId === undefined ? deps.resolvePerson({ kind: 'new', name }) : add(memberId, name)));
  }

  async function add(id: string, name: string): Promise<Person> {
    const person = await deps.recognizer.people.add({ id, name });
    deps.directory.forgetPeople();
    return person;
  }
}

function tag(person: () => Promise<Person>) {
  return { kind: 'tag' as const, person };
}
