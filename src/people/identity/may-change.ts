import type { Deps } from '../../deps.js';
import { memberOfPerson } from '../../faces/ids.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { isAdmin } from '../../slack/users.js';

/** The Slack accounts that people are linked to, themselves or through someone merged with them. */
export function accountsOf(registry: PersonRegistry, personIds: readonly string[]): string[] {
  const ids = personIds.flatMap((personId) => registry.mergedWith(personId)).map(({ id }) => id);
  return [...new Set(ids.flatMap((id) => memberOfPerson(id) ?? []))];
}

/**
 * The rule of who may rename, merge or remove people (docs/privacy.md): someone linked to an account may do so themselves, and admins
 * may. Everyone may change people without an account.
 * @param accounts the accounts of everyone the change concerns.
 */
export async function mayChange(
  deps: Pick<Deps, 'slack'>,
  userId: string,
  accounts: readonly string[],
): Promise<boolean> {
  return accounts.every((account) => account === userId) || (await isAdmin(deps, userId));
}
