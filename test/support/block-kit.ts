/** Parts of Block Kit, for tests. */

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

export const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });

export const section = (text: string) => ({ type: 'section' as const, text: mrkdwn(text) });

export const option = (value: string, text = value) => ({ text: plain(text), value });
