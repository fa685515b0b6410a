import table from './emoji-table.json' with { type: 'json' };

/** The standard emoji by Slack's short names; `scripts/make-emoji.mjs` writes the table. */
const EMOJI = new Map<string, string>(Object.entries(table));

/** The emoji with this Slack name, without its skin tone; undefined for an unknown name. */
export function emojiFor(name: string): string | undefined {
  return EMOJI.get(name.split('::')[0] ?? name);
}

/** Replaces `:names:` in plain text. */
export function replaceEmoji(text: string): string {
  return text.replace(/:([\w+-]+):/gu, (whole, name: string) => emojiFor(name) ?? whole);
}
