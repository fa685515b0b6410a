/** A refusal as the Web API words it: `{"ok":false,"error":"channel_not_found"}`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  /** Slack's code for it. */
  readonly code: string;
  /** What is wrong in detail, for `response_metadata.messages`. */
  readonly details: readonly string[];
  /** Further fields of the reply. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, details: readonly string[] = [], fields: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
    this.fields = fields;
  }
}
