import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { CONSENT_WORDING } from '../../views/wording/consent.js';
import { WORDING } from '../../views/wording/general.js';
import { accountsOf } from '../identity/may-change.js';

/**
 * Stores that someone without an account agreed to be recognised, as somebody says who knows them. From then on their tags teach, also
 * where consent is required.
 * @throws UserFacingError if there is no such person, or they have an account and are asked themselves.
 */
export async function confirmAgreed(
  deps: Pick<Deps, 'recognizer' | 'now' | 'log'> & {
    readonly autoTrain: { noteEnrolment(): void };
  },
  personId: string,
  by: string,
): Promise<void> {
  const { people } = deps.recognizer;
  const registry = await people.registry();
  const record = registry.records.find(({ id }) => id === personId);
  const person = record && registry.resolve(record);
  if (person === undefined) throw new UserFacingError(WORDING.personGone);
  if (accountsOf(registry, [person.id]).length > 0) throw new UserFacingError(CONSENT_WORDING.theyAnswer);
  await people.confirm({ personId: person.id, confirmed: { by, at: new Date(deps.now()) } });
  deps.log.info(`${by} confirmed that person ${person.id} agreed to be recognised.`);
  deps.autoTrain.noteEnrolment();
}
