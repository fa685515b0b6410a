import { type WebAPICallResult, WebAPIPlatformError, WebClient } from '@slack/web-api';

type Args = Readonly<Record<string, unknown>>;
type Answer = (args: Args) => object | Promise<object>;

/** Slack's client, which answers each method as a test says, without HTTP. */
export class ScriptedClient extends WebClient {
  /** Calls in order. */
  readonly called: { readonly method: string; readonly args: Args }[] = [];
  /** By method; a test changes them as it goes. */
  readonly answers: Record<string, Answer>;

  constructor(answers: Record<string, Answer> = {}) {
    super('xoxb-test');
    this.answers = answers;
  }

  override async apiCall(method: string, args: Args = {}): Promise<WebAPICallResult> {
    this.called.push({ method, args });
    const answer = this.answers[method];
    if (answer === undefined) throw new Error(`The test has no answer to ${method}`);
    return { ok: true, ...(await answer(args)) };
  }
}

/** An answer that refuses the call. */
export function refused(error: string): Answer {
  return () => {
    throw new WebAPIPlatformError({ ok: false, error });
  };
}
