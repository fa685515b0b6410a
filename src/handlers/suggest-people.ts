import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { readFaceBlockId } from '../views/ids.js';
import { buildPersonMenu } from '../views/person-menu.js';
import type { Deps } from './deps.js';
import { explainFailure } from './failures.js';
import type { Directory } from './people/directory.js';
import type { KnownSuggestions } from './reply/known-suggestions.js';

type SuggestPeopleArgs = AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>;

/** Somebody opened the menu of a face, or types a name into it. */
export function createSuggestPeopleHandler(
  deps: Pick<Deps, 'log'> & { readonly directory: Directory; readonly suggestions: KnownSuggestions },
): (args: SuggestPeopleArgs) => Promise<void> {
  return async ({ ack, payload }) => {
    const face = readFaceBlockId(payload.block_id);
    const [seen, people, members] = await Promise.all([
      face === undefined ? undefined : deps.suggestions.recallSoon(face.photoId),
      // Without the known people there are still the members, and the name that was typed.
      deps.directory.listPeople().catch((error: unknown) => {
        deps.log.warn(`Menu without known people: ${explainFailure(error, deps.log)}`);
        return [];
      }),
      deps.directory.listMembers(),
    ]);
    const suggestions = (face && seen?.byFace.get(face.faceId)) ?? [];
    const guess = people.find(({ id }) => id === face?.guessId);
    const groups = buildPersonMenu({ query: payload.value, guess, suggestions, people, members });
    await ack(groups.length > 0 ? { option_groups: groups } : { options: [] });
  };
}
