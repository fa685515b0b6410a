/** A refusal by the server: Slack's error code, and what the server says about it in words. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly code: string;
  /** For an invalid form: what is wrong with each input, by block id. */
  readonly fieldErrors: Readonly<Record<string, string>>;

  constructor(code: string, detail: string | undefined, fieldErrors: Readonly<Record<string, string>> = {}) {
    super(detail ?? code);
    this.code = code;
    this.fieldErrors = fieldErrors;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  operation_timeout: 'The app took too long to answer. Please try again.',
  dispatch_failed: 'The app is not connected right now. Check that it is running, then try again.',
  message_not_found: 'That message is gone.',
  block_not_found: 'This message has changed in the meantime. Please try again.',
  action_not_found: 'This message has changed in the meantime. Please try again.',
  invalid_option: 'That choice is not offered any more. Please choose again.',
  view_not_found: 'That window is closed already.',
  invalid_command: 'There is no such command. Type “/” to see the commands there are.',
  channel_not_found: 'That channel does not exist, or you are not in it.',
  already_in_channel: 'They are in this channel already.',
  not_in_channel: 'They are not in this channel.',
  cant_invite_self: 'You are in this channel already.',
  cant_kick_self: 'You cannot remove yourself.',
  invalid_ack: 'The app answered with something Slack would refuse, so nothing happened.',
};

/** One sentence for a person about anything that went wrong while talking to the server. */
export function explain(error: unknown): string {
  if (error instanceof SlackRefusal) {
    return SENTENCES[error.code] ?? `That did not work: ${error.message}.`;
  }
  if (error instanceof TypeError)
    return 'The local Slack does not answer. Check that Rollcall is running, then try again.';
  return `That did not work: ${error instanceof Error ? error.message : String(error)}.`;
}
