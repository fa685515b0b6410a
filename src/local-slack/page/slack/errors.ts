/** An error from the server: Slack's error code, and the server's description. */
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
  disk_full: 'Nothing was stored: the disk of local Slack is full. Free some space, then try again.',
  operation_timeout: 'The app took too long to answer. Please try again.',
  dispatch_failed: 'The app isn’t connected. Check that it’s running, then try again.',
  message_not_found: 'That message was deleted.',
  block_not_found: 'This message has just changed. Please try again.',
  action_not_found: 'This message has just changed. Please try again.',
  invalid_option: 'That option is no longer available. Please choose again.',
  view_not_found: 'That window is already closed.',
  invalid_command: 'There’s no such command. Type “/” to see all commands.',
  channel_not_found: 'That channel doesn’t exist, or you aren’t in it.',
  already_in_channel: 'They’re already in this channel.',
  not_in_channel: 'They aren’t in this channel.',
  cant_invite_self: 'You’re already in this channel.',
  cant_kick_self: 'You can’t remove yourself.',
  invalid_ack: 'The app’s response was invalid, so nothing happened.',
};

/** The error for an HTTP status. */
export function refusalOf(status: number, what: string): SlackRefusal {
  return status === 507 ? new SlackRefusal('disk_full', what) : new SlackRefusal(`http_${status}`, what);
}

/** A sentence about any error of a call to the server. */
export function explain(error: unknown): string {
  if (error instanceof SlackRefusal) {
    return SENTENCES[error.code] ?? `That didn’t work: ${error.message}.`;
  }
  if (error instanceof TypeError) return 'Local Slack isn’t answering. Check that Rollcall is running, then try again.';
  return `That didn’t work: ${error instanceof Error ? error.message : String(error)}.`;
}
