import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FIND_PHOTOS_COMMAND, NAME_FACES_SHORTCUT, TRAIN_FACES_COMMAND } from '../src/views/commands.js';

interface Manifest {
  readonly features: {
    readonly shortcuts: readonly { readonly callback_id: string; readonly name: string }[];
    readonly slash_commands: readonly { readonly command: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
}

const root = new URL('..', import.meta.url).pathname;
const manifest: Manifest = parse(readFileSync(join(root, 'manifest.yml'), 'utf8'));

/** Everything the bot is made of; the embedded services speak Slack's protocol from the other side. */
const botSource = ['handlers', 'replies', 'people', 'training', 'slack', 'views']
  .flatMap((folder) => filesBelow(`src/${folder}`))
  .concat('src/app.ts', 'src/deps.ts')
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** Slack's published limits (docs.slack.dev/reference/app-manifest); unknown fields are refused as Slack refuses them. */
const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const flag = { type: 'boolean' };
const schema = object(
  {
    display_information: object(
      {
        name: text(35),
        description: text(140),
        long_description: text(4000, 175),
        background_color: { type: 'string', pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$' },
      },
      ['name'],
    ),
    features: object({
      bot_user: object({ display_name: text(80), always_online: flag }, ['display_name']),
      app_home: object({ home_tab_enabled: flag, messages_tab_enabled: flag, messages_tab_read_only_enabled: flag }),
      shortcuts: {
        type: 'array',
        maxItems: 10,
        items: object(
          { name: text(24), type: { enum: ['message', 'global'] }, callback_id: text(255), description: text(150) },
          ['name', 'type', 'callback_id', 'description'],
        ),
      },
      slash_commands: {
        type: 'array',
        maxItems: 50,
        items: object(
          {
            command: { type: 'string', pattern: '^/[^\\s]+$', maxLength: 32 },
            description: text(2000),
            usage_hint: text(1000),
            should_escape: flag,
          },
          ['command', 'description'],
        ),
      },
    }),
    oauth_config: object({
      scopes: object({ bot: { type: 'array', uniqueItems: true, maxItems: 255, items: text(100) } }),
    }),
    settings: object({
      event_subscriptions: object({
        bot_events: { type: 'array', uniqueItems: true, maxItems: 100, items: text(100) },
      }),
      interactivity: object({ is_enabled: flag }),
      org_deploy_enabled: flag,
      socket_mode_enabled: { const: true },
      token_rotation_enabled: flag,
    }),
  },
  ['display_information', 'features', 'oauth_config', 'settings'],
);

/** The scope of each method that needs one (docs.slack.dev/reference/methods). A method that is not here fails the test. */
const SCOPES_OF_METHODS: Readonly<Record<string, readonly string[]>> = {
  'assistant.threads.setStatus': ['chat:write'],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.delete': ['files:write'],
  'files.info': ['files:read'],
  'files.list': ['files:read'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
  'conversations.members': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'users.conversations': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
};

/** The scopes of each event (docs.slack.dev/reference/events). */
const SCOPES_OF_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
};
const SCOPES_OF_EVENTS: Readonly<Record<string, readonly string[]>> = {
  ...SCOPES_OF_MESSAGES,
  app_home_opened: [],
  member_joined_channel: ['channels:read', 'groups:read'],
  file_deleted: ['files:read'],
  team_join: ['users:read'],
  user_change: ['users:read'],
};

/** Events that each `app.event(…)` listens to: `message` is what Slack sends for all four kinds of conversation. */
const SUBSCRIPTIONS: Readonly<Record<string, readonly string[]>> = {
  message: Object.keys(SCOPES_OF_MESSAGES),
  app_home_opened: ['app_home_opened'],
  member_joined_channel: ['member_joined_channel'],
  file_deleted: ['file_deleted'],
  team_join: ['team_join'],
  user_change: ['user_change'],
};

const matches = (pattern: RegExp) =>
  [...new Set([...botSource.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
const sorted = (items: Iterable<string>) => [...new Set(items)].sort();

/** `slack.chat.postMessage(` and `paginate('users.list'`. */
const methodsUsed = sorted([
  ...matches(/\bslack(?:ForPosts|InBackground)?\.((?:[a-z]\w*\.)*[a-z]\w*)\(/g).filter(
    (method) => method !== 'paginate',
  ),
  ...matches(/\bpaginate\('([\w.]+)'/g),
]);

describe('manifest.yml', () => {
  it('is within Slack’s limits and has no field that Slack does not know', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('declares exactly the events that are listened to', () => {
    const listened = matches(/\bapp\.event\('(\w+)'/g);
    expect(listened).not.toEqual([]);
    expect(sorted(manifest.settings.event_subscriptions.bot_events)).toEqual(
      sorted(listened.flatMap((event) => SUBSCRIPTIONS[event] ?? [`no subscription is known for ${event}`])),
    );
  });

  it('declares exactly the commands that are answered', () => {
    expect(matches(/\bapp\.command\((\w+)/g)).toEqual(['FIND_PHOTOS_COMMAND', 'TRAIN_FACES_COMMAND']);
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([
      TRAIN_FACES_COMMAND,
      FIND_PHOTOS_COMMAND,
    ]);
  });

  it('declares exactly the shortcuts that are answered, under the name that messages call them by', () => {
    expect(matches(/\bapp\.shortcut(?:<\w+>)?\((\w+)/g)).toEqual(['NAME_FACES_SHORTCUT']);
    expect(manifest.features.shortcuts.map(({ callback_id }) => callback_id)).toEqual([NAME_FACES_SHORTCUT]);
    for (const { name } of manifest.features.shortcuts) expect(botSource).toContain(`“${name}”`);
  });

  it('asks for exactly the scopes that the code needs', () => {
    expect(methodsUsed).toContain('chat.postMessage');
    const needed = [
      ...methodsUsed.flatMap((method) => SCOPES_OF_METHODS[method] ?? [`no scope is known for ${method}`]),
      ...manifest.settings.event_subscriptions.bot_events.flatMap(
        (event) => SCOPES_OF_EVENTS[event] ?? [`no scope is known for ${event}`],
      ),
      // Declared commands and shortcuts need this one.
      'commands',
      // Downloads of url_private.
      'files:read',
    ];
    expect(sorted(manifest.oauth_config.scopes.bot)).toEqual(sorted(needed));
  });

  it('has each of its scopes explained in the README, and no others', () => {
    const readme = readFileSync('README.md', 'utf8');
    const rows = [...readme.matchAll(/^\| (`[a-z]+:?[^|]*) \| ([^|]+) \| ([^|]+) \|$/gm)];
    const explained = rows.flatMap(([, scopes = '', what = '', without = '']) => {
      for (const explanation of [what, without]) expect(explanation.trim()).not.toBe('');
      return [...scopes.matchAll(/`([\w:]+)`/g)].map(([, scope = '']) => scope);
    });
    // Of the app-level token, which no manifest declares.
    expect(sorted(explained)).toEqual(sorted([...manifest.oauth_config.scopes.bot, 'connections:write']));
    expect(explained).toHaveLength(new Set(explained).size);
  });
});
