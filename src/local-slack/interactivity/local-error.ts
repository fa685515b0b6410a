/** The error of a request under `/local`: `{"ok":false,"error":…,"detail":…}`. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, detail: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.fields = fields;
  }
}
