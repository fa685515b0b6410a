import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { searchByName } from '../faces/names.js';
import { explainFailure } from '../failures.js';
import type { Directory } from '../people/directory.js';
import { isOutsider } from '../slack/external-user.js';
import { readPersonContext } from '../views/person-context.js';
import { sameAsOptions } from '../views/person-modal.js';

type SuggestArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/** Somebody looks for whom a person is the same as. */
export function createSuggestSameAsHandler(
  deps: Pick<Deps, 'log'> & { readonly directory: Directory },
): (args: SuggestArgs) => Promise<void> {
  return async ({ ack, body, payload }) => {
    if (isOutsider(body)) return ack({ options: [] });
    const { personId } = readPersonContext(body.view?.private_metadata ?? '');
    const people = await deps.directory.listPeople().catch((error: unknown) => {
      deps.log.warn(`Menu without people: ${explainFailure(error, deps.log)}`);
      return [];
    });
    const others = people.filter(({ id }) => id !== personId);
    await ack({ options: sameAsOptions(searchByName(others, payload.value)) });
  };
}
