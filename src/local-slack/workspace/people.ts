import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import { APP, BOT, TEAM } from './identity.js';

const personShape = z.object({
  id: z.string(),
  /** Short name, lower case. */
  name: z.string(),
  realName: z.string(),
  title: z.string(),
  isBot: z.boolean(),
  isAdmin: z.boolean(),
});

/** A member of the workspace, including the bot. */
export type Person = Readonly<z.output<typeof personShape>>;

const personRow = z.object({ body: json(personShape) });

export interface People {
  all(): Person[];
  find(id: string): Person | undefined;
  add(person: Person): void;
}

export function createPeople(database: Database): People {
  return {
    all: () => database.rows(personRow, 'SELECT body FROM people ORDER BY id').map((row) => row.body),
    find: (id) => database.row(personRow, 'SELECT body FROM people WHERE id = ?', [id])?.body,
    add(person) {
      database.run('INSERT INTO people (id, body) VALUES (?, ?)', [person.id, JSON.stringify(person)]);
    },
  };
}

/**
 * A person as in `users.list`: https://docs.slack.dev/reference/objects/user-object. As in Slack, everyone may fetch the pictures
 * without a token, and `image_original`, `image_1024` and `is_custom_image` are only there if the person has one of their own.
 */
export function toSlackUser(
  workspace: { readonly baseUrl: string; portraitOf(person: Person): string | undefined },
  person: Person,
) {
  const image = `${workspace.baseUrl}/local/avatars/${person.id}`;
  const [firstName = person.realName, ...others] = person.realName.split(' ');
  return {
    id: person.id,
    team_id: TEAM.id,
    name: person.name,
    deleted: false,
    color: '4d5e8f',
    real_name: person.realName,
    tz: 'Etc/UTC',
    tz_label: 'UTC',
    tz_offset: 0,
    profile: {
      title: person.title,
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.isBot ? person.realName : firstName,
      display_name_normalized: person.isBot ? person.realName : firstName,
      first_name: firstName,
      last_name: others.join(' '),
      status_text: '',
      status_emoji: '',
      avatar_hash: person.id.toLowerCase(),
      image_24: image,
      image_32: image,
      image_48: image,
      image_72: image,
      image_192: image,
      image_512: image,
      ...(workspace.portraitOf(person) !== undefined
        ? { image_1024: image, image_original: image, is_custom_image: true }
        : {}),
      team: TEAM.id,
      ...(person.isBot ? { bot_id: BOT.id, api_app_id: APP.id, always_active: true } : {}),
    },
    is_admin: person.isAdmin,
    is_owner: person.isAdmin,
    is_primary_owner: person.isAdmin,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: person.isBot,
    is_app_user: false,
    is_email_confirmed: true,
    updated: 0,
  };
}
