/** What a person sees of a message or a view. */

interface Shown {
  readonly blocks?: readonly Record<string, unknown>[] | undefined;
}

interface TextObject {
  readonly text: string;
}

export interface Button {
  readonly text: string;
  readonly action_id: string;
  readonly value: string;
}

/** The rows of a message: the text of each section, without the times that Slack renders. */
export function rowsOf({ blocks = [] }: Shown): string[] {
  return blocks
    .filter(({ type }) => type === 'section')
    .map(({ text }) => (text as TextObject | undefined)?.text.replaceAll(/, <!date\^[^>]*>/g, '') ?? '');
}

/** What a reply says about each face, in the order of their numbers: its question, its menu, or its part of the line of names. */
export function facesOf({ blocks = [] }: Shown): string[] {
  const faces = blocks.flatMap(({ type, block_id, text, elements }) => {
    const kind = String(block_id).split(':')[0];
    const words = (text as TextObject | undefined)?.text ?? '';
    // The space after a number does not break.
    if (kind === 'settled') return words.replaceAll('\u00A0', ' ').split(' · ');
    if (kind === 'faces') return (elements as { placeholder: TextObject }[]).map(({ placeholder }) => placeholder.text);
    return type === 'section' && kind !== 'who' ? [words] : [];
  });
  const numberOf = (face: string) => Number(/\d+/.exec(face)?.[0]);
  return faces.sort((a, b) => numberOf(a) - numberOf(b));
}

/** The small grey lines of a message, without the times that Slack renders. */
export function notesOf({ blocks = [] }: Shown): string[] {
  return blocks
    .filter(({ type }) => type === 'context')
    .flatMap(({ elements }) => (elements as { text?: string }[]).flatMap(({ text }) => text ?? []))
    .map((text) => text.replaceAll(/(, | · )<!date\^[^>]*>/g, ''));
}

/** The ids of the files a message or view shows as pictures. */
export function picturesOf({ blocks = [] }: Shown): string[] {
  return [...JSON.stringify(blocks).matchAll(/"slack_file":\{"id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}

/** All buttons of a message or view. */
export function buttonsOf({ blocks = [] }: Shown): Button[] {
  return blocks
    .flatMap(({ accessory, elements }) => [accessory, ...((elements as unknown[] | undefined) ?? [])])
    .filter((element) => (element as { type?: string } | undefined)?.type === 'button')
    .map((element) => {
      const { text, action_id, value = '' } = element as { text: TextObject; action_id: string; value?: string };
      return { text: text.text, action_id, value };
    });
}

/** The first button with this text. */
export function buttonNamed(shown: Shown, text: string): Button {
  const button = buttonsOf(shown).find((one) => one.text === text);
  if (button === undefined) throw new Error(`There is no button “${text}”`);
  return button;
}
