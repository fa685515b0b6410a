import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { searchByName } from '../faces/names.js';
import type { Services } from '../services.js';
import { startDeadline } from '../slack/timeout.js';
import { readPersonContext } from '../views/person-context.js';
import { sameAsOptions } from '../views/person-modal.js';

type SuggestArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/** The menu of the people that a person may be the same as. */
export function createSuggestSameAsHandler(
  services: Pick<Services, 'directory'>,
): (args: SuggestArgs) => Promise<void> {
  return async ({ ack, body, payload }) => {
    const deadline = startDeadline();
    const { personId } = readPersonContext(body.view?.private_metadata ?? '');
    const others = (await services.directory.suggestPeople(deadline)).filter(({ id }) => id !== personId);
    await ack({ options: sameAsOptions(searchByName(others, payload.value)) });
  };
}
