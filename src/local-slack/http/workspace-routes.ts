import { type Response, Router } from 'express';
import { LRUCache } from 'lru-cache';
import type { AppManifest } from '../app-manifest.js';
import type { SocketMode } from '../events/socket-mode.js';
import type { Member, SamplePhoto } from '../samples.js';
import type { Stream } from '../stream.js';
import { isDirect, toSlackChannel } from '../workspace/channels.js';
import { APP, BOT, TEAM } from '../workspace/identity.js';
import { toSlackUser } from '../workspace/people.js';
import { renderView } from '../workspace/render-view.js';
import type { Workspace } from '../workspace/workspace.js';
import { drawInitials } from './initials.js';

export interface WorkspaceRoutesDeps {
  readonly workspace: Workspace;
  readonly socketMode: SocketMode;
  readonly stream: Stream;
  readonly manifest: AppManifest | undefined;
  readonly samples: readonly SamplePhoto[];
  readonly members: readonly Member[];
}

const CACHED_PICTURES = 50;

/** What a person can look at without a token: `GET /local/…`, see docs/local-slack.md. */
export function workspaceRoutes({
  workspace,
  socketMode,
  stream,
  manifest,
  samples,
  members,
}: WorkspaceRoutesDeps): Router {
  const routes = Router();
  const { people, channels, views, baseUrl } = workspace;
  // Drawing a picture takes a while, and the page asks for each of them again and again.
  const pictures = new LRUCache<string, Promise<Uint8Array>>({ max: CACHED_PICTURES });

  async function sendPicture(response: Response, key: string, draw: () => Promise<Uint8Array>): Promise<void> {
    const known = pictures.get(key);
    const picture = known ?? draw();
    if (known === undefined) {
      pictures.set(key, picture);
      picture.catch(() => pictures.delete(key));
    }
    response.type('image/jpeg').set('Cache-Control', 'private, max-age=3600');
    response.send(Buffer.from(await picture));
  }

  const unknownPerson = (response: Response) => response.json({ ok: false, error: 'user_not_found' });

  routes.get('/local/workspace', (_request, response) => {
    response.json({
      ok: true,
      team: { ...TEAM, url: `${workspace.pageUrl}/` },
      users: people.all().map((person) => toSlackUser(person, baseUrl)),
      channels: channels
        .all()
        .filter((channel) => !isDirect(channel))
        .map((channel) => toSlackChannel(channel, channels.members(channel.id), undefined)),
      bot_user_id: BOT.userId,
      app: {
        ...APP,
        connected: socketMode.isConnected(),
        commands: manifest?.commands ?? [],
        shortcuts: manifest?.shortcuts ?? [],
      },
    });
  });

  routes.get('/local/stream', (request, response) => {
    const person = people.find(String(request.query.user));
    if (person === undefined) return unknownPerson(response);
    return stream.open(person.id, { named: request.query.named === 'true' }, request, response);
  });

  routes.get('/local/views', (request, response) => {
    const person = people.find(String(request.query.user));
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
      samples: samples.map(({ fileName, title }) => ({
        name: fileName,
        title,
        url: `/local/samples/${encodeURIComponent(fileName)}`,
      })),
    });
  });

  routes.get('/local/samples/:name', async (request, response) => {
    const sample = samples.find(({ fileName }) => fileName === request.params.name);
    if (sample === undefined) response.status(404).type('text').send('no such sample');
    else await sendPicture(response, `sample ${sample.fileName}`, () => sample.render());
  });

  routes.get('/local/avatars/:id', async (request, response) => {
    const person = people.find(request.params.id);
    if (person === undefined) {
      response.status(404).type('text').send('no such person');
      return;
    }
    const portrait = members.find(({ name }) => name === person.realName)?.portrait;
    await sendPicture(response, `avatar ${person.id}`, portrait ?? (() => drawInitials(person.realName)));
  });
  return routes;
}
