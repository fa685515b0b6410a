import { StatusCode, type StatusMessage } from '../../clarifai-protocol.js';
import { ClarifaiError } from './errors.js';
import { type ReplyOf, RPCS, type RpcName, rpcTitle } from './rpcs.js';
import { kindOfStatus } from './status-table.js';

/**
 * Throws unless a reply is a success. A call that succeeds for gRPC can carry a status that says it failed, as a whole or for some
 * of its items.
 * @param options.itemByItem accepts a reply in which only some items failed.
 * @param options.secrets texts to hide in the error.
 */
export function assertSuccess<N extends RpcName>(
  rpc: N,
  reply: ReplyOf<N>,
  { itemByItem = false, secrets = [] }: { readonly itemByItem?: boolean; readonly secrets?: readonly string[] } = {},
): void {
  const status = reply.getStatus();
  const code = status?.getCode() ?? 0;
  if (code === StatusCode.SUCCESS) return;
  const isAboutItems = code === StatusCode.MIXED_STATUS || code === StatusCode.FAILURE;
  const failedItem = isAboutItems ? failedItemOf(RPCS[rpc].items?.(reply) ?? []) : undefined;
  if (itemByItem && failedItem !== undefined) return;
  throw fromStatus(rpcTitle(rpc), failedItem ?? status, secrets);
}

/** The most telling failure: INPUT_FAILED can mean that an item only failed because another one did. */
function failedItemOf(statuses: readonly (StatusMessage | undefined)[]): StatusMessage | undefined {
  const failed = statuses.filter((status) => status !== undefined && !NOT_FAILED.has(status.getCode()));
  return failed.find((status) => status?.getCode() !== StatusCode.INPUT_FAILED) ?? failed[0];
}

/** Statuses of items that did not fail themselves. */
const NOT_FAILED: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.SUCCESS,
  StatusCode.MIXED_STATUS,
  StatusCode.FAILURE,
  StatusCode.INPUT_SUCCESS,
  StatusCode.INPUT_PENDING,
  StatusCode.INPUT_IN_PROGRESS,
  StatusCode.ANNOTATION_SUCCESS,
  StatusCode.ANNOTATION_PENDING,
]);

const CONSENT_MISSING =
  'Clarifai wants the terms of face recognition to be accepted first. Open the application on Clarifai’s web page and accept them.';

/** Makes an error of a status that is not a success. @param secrets texts to hide in the error. */
export function fromStatus(
  rpc: string,
  status: StatusMessage | undefined,
  secrets: readonly string[] = [],
): ClarifaiError {
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => (secret ? shown.replaceAll(secret, '…') : shown), text);
  const description = status?.getDescription() ?? '';
  const details = status?.getDetails() ?? '';
  return new ClarifaiError({
    kind: kindOfStatus(status?.getCode() ?? 0, `${description} ${details}`),
    rpc,
    code: status?.getCode(),
    description: hide(description || 'The reply has no description'),
    details: hide(details),
    requestId: status?.getReqId(),
    advice: status?.getCode() === StatusCode.USER_CONSENT_FACE ? CONSENT_MISSING : undefined,
  });
}
