import { memberOfPerson } from './ids.js';
import type { ConsentMode, PersonRecord } from './model.js';

/**
 * Whether the model may learn a person and name them. Tags of anyone else stay, but teach nothing, and no face is suggested to be them.
 *
 * @param merged everyone merged into one person. The answers of those with an account count for all of them. Of those without one,
 * somebody confirmed that they agreed, if that is required.
 */
export function mayRecognise(merged: readonly PersonRecord[], mode: ConsentMode): boolean {
  const accounts = accountsIn(merged);
  if (accounts.length === 0 && merged.length > 0)
    return mode !== 'required' || merged.some(({ confirmed }) => confirmed !== undefined);
  return accounts.every(({ consent }) =>
    consent === undefined ? mode !== 'required' : consent.choice === 'recognise',
  );
}

/** Whether one of the people merged into one asked never to be named. */
export function neverNamed(merged: readonly PersonRecord[]): boolean {
  return accountsIn(merged).some(({ consent }) => consent?.choice === 'never');
}

/** Whether a person with an account has yet to be asked. */
export function isToBeAsked({ id, askedAt, consent }: PersonRecord): boolean {
  return memberOfPerson(id) !== undefined && askedAt === undefined && consent === undefined;
}

function accountsIn(merged: readonly PersonRecord[]): PersonRecord[] {
  return merged.filter(({ id }) => memberOfPerson(id) !== undefined);
}
