import { join } from 'node:path';
import { type Response, Router } from 'express';
import { LRUCache } from 'lru-cache';
import type { AppManifest } from '../app-manifest.js';
import type { SocketMode } from '../events/socket-mode.js';
import { SAMPLE_PHOTOS } from '../sample-photos.js';
import type { Stream } from '../stream.js';
import { isDirect, toSlackChannels } from '../workspace/channels.js';
import { APP, BOT, TEAM } from '../workspace/identity.js';
import { toSlackUser } from '../workspace/people.js';
import { renderView } from '../workspace/render-view.js';
import type { Tokens } from '../workspace/tokens.js';
import type { Workspace } from '../workspace/workspace.js';
import { drawInitials } from './initials.js';

export interface WorkspaceRoutesDeps {
  readonly workspace: Workspace;
  readonly socketMode: SocketMode;
  readonly stream: Stream;
  readonly tokens: Tokens;
  readonly manifest: AppManifest | undefined;
  /** The folder with `samples/` and `portraits/`. */
  readonly assetsDir: string;
}

const CACHED_INITIALS = 50;
const CACHE_FOR_AN_HOUR = 'private, max-age=3600';

/** Everything that can be read without a token: `GET /local/…`, see docs/local-slack.md. */
export function workspaceRoutes({
  workspace,
  socketMode,
  stream,
  tokens,
  manifest,
  assetsDir,
}: WorkspaceRoutesDeps): Router {
  const routes = Router();
  const { people, channels, views } = workspace;
  // The page requests the same picture many times.
  const initials = new LRUCache<string, Promise<Uint8Array>>({ max: CACHED_INITIALS });

  function sendAsset(response: Response, folder: 'samples' | 'portraits', fileName: string): void {
    const headers = { 'Cache-Control': CACHE_FOR_AN_HOUR };
    response.sendFile(fileName, { root: join(assetsDir, folder), cacheControl: false, headers });
  }

  async function sendInitials(response: Response, name: string): Promise<void> {
    const known = initials.get(name);
    const picture = known ?? drawInitials(name);
    if (known === undefined) {
      initials.set(name, picture);
      picture.catch(() => initials.delete(name));
    }
    response.type('image/jpeg').set('Cache-Control', CACHE_FOR_AN_HOUR);
    response.send(Buffer.from(await picture));
  }

  const unknownPerson = (response: Response) => response.json({ ok: false, error: 'user_not_found' });

  routes.get('/local/workspace', (_request, response) => {
    response.json({
      ok: true,
      team: { ...TEAM, url: `${workspace.pageUrl}/` },
      users: people.all().map((person) => toSlackUser(workspace, person)),
      channels: toSlackChannels(
        channels,
        channels.all().filter((channel) => !isDirect(channel)),
        undefined,
      ),
      bot_user_id: BOT.userId,
      app: {
        ...APP,
        connected: socketMode.isConnected(),
        commands: manifest?.commands ?? [],
        shortcuts: manifest?.shortcuts ?? [],
      },
    });
  });

  routes.get('/local/token', (request, response) => {
    const person = people.find(String(request.query['user']));
    if (person === undefined || person.isBot) return unknownPerson(response);
    return response.set('Cache-Control', 'no-store').json({ ok: true, token: tokens.ofPerson(person.id) });
  });

  routes.get('/local/stream', (request, response) => {
    const person = people.find(String(request.query['user']));
    if (person === undefined) return unknownPerson(response);
    return stream.open(person.id, { named: request.query['named'] === 'true' }, request, response);
  });

  routes.get('/local/views', (request, response) => {
    const person = people.find(String(request.query['user']));
    if (person === undefined) return unknownPerson(response);
    const home = views.home(person.id);
    return response.json({
      ok: true,
      views: views.stack(person.id).map((view) => renderView(workspace, view)),
      home: home === undefined ? null : renderView(workspace, home),
    });
  });

  routes.get('/local/samples', (_request, response) => {
    response.json({
      ok: true,
      samples: SAMPLE_PHOTOS.map(({ fileName, title }) => ({
        name: fileName,
        title,
        url: `/local/samples/${encodeURIComponent(fileName)}`,
      })),
    });
  });

  routes.get('/local/samples/:name', (request, response) => {
    const sample = SAMPLE_PHOTOS.find(({ fileName }) => fileName === request.params.name);
    if (sample === undefined) response.status(404).type('text').send('no such sample');
    else sendAsset(response, 'samples', sample.fileName);
  });

  routes.get('/local/avatars/:id', async (request, response) => {
    const person = people.find(request.params.id);
    if (person === undefined) {
      response.status(404).type('text').send('no such person');
      return;
    }
    const portrait = workspace.portraitOf(person);
    if (portrait === undefined) await sendInitials(response, person.realName);
    else sendAsset(response, 'portraits', portrait);
  });
  return routes;
}
