import { useMemo } from 'react';
import { parseMrkdwn } from './mrkdwn.js';
import { Pieces } from './pieces.js';

/** A text in Slack's mrkdwn. */
export function MrkdwnText({ text }: { text: string }) {
  const pieces = useMemo(() => parseMrkdwn(text), [text]);
  return <Pieces pieces={pieces} />;
}
