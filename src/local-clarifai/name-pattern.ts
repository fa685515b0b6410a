/** Whether a text matches a pattern. `*` stands for any characters and case is ignored, so `dog*` matches `Dogs`. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = fold(pattern).split('*');
  const [first = ''] = parts;
  const folded = fold(text);
  if (parts.length === 1) return folded === first;
  const last = parts.at(-1) ?? '';
  if (!folded.startsWith(first) || !folded.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = folded.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= folded.length - last.length;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
