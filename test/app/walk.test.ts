import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePhotos } from '../../src/cast/index.js';
import { type Control, controlsOf, type MenuOption, Person, type SeenMessage } from '../support/person.js';
import { type RollcallProcess, startRollcall } from '../support/rollcall-process.js';

/** The drawn photo with this file name, and who is on it from left to right. */
async function sample(fileName: string) {
  const photo = samplePhotos().find((one) => one.fileName === fileName);
  if (photo === undefined) throw new Error(`no sample photo ${fileName}`);
  return { bytes: await photo.render(), people: photo.people };
}

/** The row of one face, by its number: its text and its controls. */
function rowOf(message: SeenMessage, number: number): { text: string; controls: Control[] } {
  const blocks = message.blocks ?? [];
  const at = blocks.findIndex((block) => block.text?.text.replace(/[*_]/g, '').startsWith(`${number} `));
  const row = blocks[at];
  if (row === undefined)
    throw new Error(`no row ${number} in ${JSON.stringify(blocks.map((block) => block.text?.text))}`);
  const next = blocks[at + 1];
  const own = [row, ...(next?.type === 'actions' ? [next] : [])];
  return { text: row.text?.text ?? '', controls: controlsOf({ ...message, blocks: own }) };
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
async function addPerson(person: Person, message: SeenMessage, number: number, name: string): Promise<void> {
  const now = await person.readAgain(message);
  const menu = menuOf(now, number);
  const answer = await person.choose(now, menu, optionNamed(await person.openMenu(now, menu, name), `Add “${name}”`));
  expect(answer).toMatchObject({ ok: true });
}

const photosChannel = async (person: Person): Promise<string> => {
  const { channels = [] } = await person.api.conversations.list();
  return channels.find((channel) => channel.name === 'photos')?.id ?? '';
};

interface Workspace {
  readonly people: readonly Person[];
  readonly photos: string;
}

async function enter(url: string): Promise<Workspace> {
  const { users } = (await (await fetch(`${url}/local/workspace`)).json()) as {
    users: { id: string; is_bot: boolean }[];
  };
  const people = users.filter((user) => !user.is_bot).map((user) => new Person(url, user.id));
  const [first] = people;
  if (first === undefined) throw new Error('nobody is in the workspace');
  return { people, photos: await photosChannel(first) };
}

describe('the whole of Rollcall', () => {
  let folder: string;
  let rollcall: RollcallProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    rollcall = await startRollcall({ ROLLCALL_DATA: folder });
  });
  afterAll(async () => {
    expect(await rollcall.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });

  it('names people in a new photo after they were named once and it was trained', async () => {
    const {
      people: [ann, ben],
      photos,
    } = (await enter(rollcall.url)) as { people: [Person, Person]; photos: string };
    const lunch = await sample('team-lunch.jpg');
    const post = await ann.postPhotos(photos, [lunch.bytes]);
    const reply = await ann.waitForReply(post);
    expect(reply.text).toContain('5 faces');
    for (const [index, name] of lunch.people.entries()) {
      expect(rowOf(reply, index + 1).text).toContain('Who is this?');
      await addPerson(ben, reply, index + 1, name ?? '');
    }
    const named = await ann.waitForReply(post, (message) =>
      lunch.people.every((name) => message.text.includes(name ?? '')),
    );
    expect(rowOf(named, 1).text).toContain(`named by <@${ben.id}>`);

    const listening = await ann.listen();
    expect(await ann.command(photos, '/train-faces')).toMatchObject({ ok: true });
    await listening.next((event) => /5 people/.test(event.text));
    listening.stop();

    const standUp = await sample('monday-stand-up.jpg');
    const [stranger, ...known] = standUp.people;
    const next = await ann.waitForReply(await ann.postPhotos(photos, [standUp.bytes]));
    known.forEach((name, index) => {
      expect(rowOf(next, index + 2).text).toMatch(new RegExp(`${name}.* · 9\\d %`));
    });
    expect(rowOf(next, 1).text).toContain('Who is this?');
    expect(next.text).not.toContain(stranger);
  });
});
