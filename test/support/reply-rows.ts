import { type Control, controlsOf, type MenuOption, Person, type SeenMessage } from './person.js';

/** What a reply says about one face, by its number, and the controls to answer it. */
export function rowOf(message: SeenMessage, number: number): { text: string; controls: Control[] } {
  const blocks = message.blocks ?? [];
  const isIt = (text: string) => text.replace(/[*_]/g, '').startsWith(`${number} `);
  for (const [at, block] of blocks.entries()) {
    // "5 people I don’t know yet"
    if (block.block_id?.startsWith('who:')) continue;
    const parts = block.text?.text.replaceAll('\u00A0', ' ').split(' · ') ?? [];
    const part = parts.find(isIt);
    const next = blocks[at + 1];
    if (part !== undefined) {
      const isNames = block.accessory?.type === 'button';
      const own = [block, ...(next?.type === 'actions' ? [next] : [])];
      return { text: part, controls: isNames ? [] : controlsOf({ ...message, blocks: own }) };
    }
    // Many faces share a block, and each has its question on its menu.
    const menu = controlsOf({ ...message, blocks: [block] }).find(({ element }) => isIt(placeholderOf(element)));
    if (menu !== undefined) return { text: placeholderOf(menu.element), controls: [menu] };
  }
  // Once every face has an answer, the picture has the names, and no row is left.
  const listed = /: (.*)\.$/.exec(message.text)?.[1]?.split(', ').find(isIt);
  if (listed !== undefined) return { text: listed, controls: [] };
  throw new Error(`no row ${number} in ${JSON.stringify(blocks)}`);
}

function placeholderOf(element: Control['element']): string {
  const placeholder = element['placeholder'] as { readonly text: string } | undefined;
  return placeholder?.text ?? '';
}

const menuOf = (message: SeenMessage, number: number): Control => {
  const menu = rowOf(message, number).controls.find(({ element }) => element.type === 'external_select');
  if (menu === undefined) throw new Error(`row ${number} has no menu`);
  return menu;
};

const optionNamed = (options: readonly MenuOption[], text: string): MenuOption => {
  const option = options.find((one) => one.text.text.includes(text));
  if (option === undefined)
    throw new Error(`no option “${text}” in ${JSON.stringify(options.map((o) => o.text.text))}`);
  return option;
};

/** Types a name into a face's menu and adds it as a new person. */
export async function addPerson(person: Person, message: SeenMessage, number: number, name: string): Promise<void> {
  const now = await person.readAgain(message);
  const menu = menuOf(now, number);
  const answer = await person.choose(now, menu, optionNamed(await person.openMenu(now, menu, name), `Add “${name}”`));
  if (!answer.ok) throw new Error(`the choice was refused: ${answer.error}`);
}

const photosChannel = async (person: Person): Promise<string> => {
  const { channels = [] } = await person.api.conversations.list();
  return channels.find((channel) => channel.name === 'photos')?.id ?? '';
};

interface Workspace {
  readonly people: readonly Person[];
  readonly photos: string;
}

export async function enter(url: string): Promise<Workspace> {
  const { users } = (await (await fetch(`${url}/local/workspace`)).json()) as {
    users: { id: string; is_bot: boolean }[];
  };
  const people = users.filter((user) => !user.is_bot).map((user) => new Person(url, user.id));
  const [first] = people;
  if (first === undefined) throw new Error('there are no people in the workspace');
  return { people, photos: await photosChannel(first) };
}
