/** An error in the Web API's format: `{"ok":false,"error":"channel_not_found"}`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  /** Slack's error code. */
  readonly code: string;
  /** The details for `response_metadata.messages`. */
  readonly details: readonly string[];
  /** Additional fields of the reply. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, details: readonly string[] = [], fields: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
    this.fields = fields;
  }
}
