import { emojiFor } from './emoji.js';

/** One emoji by its Slack name; the name itself when we do not know it. */
export function Emoji({ name }: { name: string }) {
  const emoji = emojiFor(name);
  if (emoji === undefined) return `:${name}:`;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} className="emoji">
      {emoji}
    </span>
  );
}
