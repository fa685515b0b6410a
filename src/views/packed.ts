/** What is packed into the ids and values of controls is ids only, so that an outdated message can do no harm. */
export const SEPARATOR = ':';

/** The block id of a block without controls. */
export function packPlainBlockId(kind: string, what: string, revision: string): string {
  return [kind, what, revision].join(SEPARATOR);
}
