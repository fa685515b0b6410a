import type { Member } from '../members.js';
import { BOT } from './identity.js';
import type { Workspace } from './workspace.js';

const BOT_PERSON = {
  id: BOT.userId,
  name: BOT.name,
  realName: 'Rollcall',
  title: 'Names the people in photos',
  isBot: true,
  isAdmin: false,
};

/**
 * Sets up a new workspace: its people, two public channels and a private one, and direct messages with the
 * bot for everyone. A workspace that already has people is not changed.
 */
export function addInitialPeople(workspace: Workspace, newcomers: readonly Member[]): void {
  const { people, channels, clock } = workspace;
  if (people.all().length > 0) return;
  const created = Math.floor(clock.now() / 1000);
  workspace.transaction(() => {
    people.add(BOT_PERSON);
    const ids = newcomers.map(({ name, title = '' }, index) => {
      const id = `U0LOCAL${String(index + 1).padStart(3, '0')}`;
      people.add({ id, name: handleFor(name), realName: name, title, isBot: false, isAdmin: index === 0 });
      return id;
    });
    const [creator = BOT.userId] = ids;
    const everyone = [...ids, BOT.userId];
    const add = (id: string, name: string, purpose: string, kind: 'public' | 'private', members: readonly string[]) =>
      channels.add({ id, kind, name, purpose, creator, created }, members);
    add('C0PHOTOS01', 'photos', 'Post photos here and Rollcall names the people in them', 'public', everyone);
    add('C0RANDOM01', 'random', 'Everything else', 'public', everyone);
    add('C0PRIVATE1', 'offsite-planning', 'Planning the offsite', 'private', [...ids.slice(0, 3), BOT.userId]);
    ids.forEach((person, index) => {
      const id = `D0LOCAL${String(index + 1).padStart(3, '0')}`;
      channels.add({ id, kind: 'im', name: '', purpose: '', creator: person, created }, [person, BOT.userId]);
    });
  });
}

/** `Mateo Villaseñor` is `mateo.villasenor`. */
function handleFor(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '');
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '');
}
