import { describe, expect, it } from 'vitest';
import { resolveRoute } from '../../src/local-slack/page/shell/resolve-route.js';
import { sidebarSections } from '../../src/local-slack/page/shell/sidebar-sections.js';
import { permalinkRoute, type Route, readRoute, writeRoute } from '../../src/local-slack/page/state/route.js';
import { WORKSPACE } from '../support/page/workspace.js';

const channel = (id: string, thread?: string): Route => ({ kind: 'channel', channel: id, thread });

describe('routes', () => {
  it.each<[string, Route]>([
    ['#/c/C1', channel('C1')],
    ['#/c/C1/t/1763912345.000100', channel('C1', '1763912345.000100')],
    ['#/home', { kind: 'home' }],
    ['#/', { kind: 'nowhere' }],
  ])('%s is parsed and written', (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
    expect(writeRoute(route)).toBe(hash);
  });

  it.each(['', '#', '#/nonsense', '#/c/', '#/c//t/1'])('%j is no route', (hash) => {
    expect(readRoute(hash)).toEqual({ kind: 'nowhere' });
  });

  it.each([
    ['http://127.0.0.1:3000/archives/C1/p1763912345000200', '#/c/C1/t/1763912345.000200'],
    ['http://localhost:3000/archives/C1/p1763912345000200?thread_ts=1.000001&cid=C1', '#/c/C1/t/1.000001'],
    ['http://localhost:4000/archives/C1/p1763912345000200', undefined],
    ['https://example.com:3000/archives/C1/p1763912345000200', undefined],
    ['http://localhost:3000/files/F1', undefined],
    ['not an address', undefined],
  ])('the permalink %s is resolved', (url, hash) => {
    expect(permalinkRoute(url, 'http://localhost:3000')).toBe(hash);
  });

  it('fall back to #photos for unknown channels', () => {
    expect(resolveRoute({ kind: 'nowhere' }, WORKSPACE)).toEqual(channel('C1'));
    expect(resolveRoute(channel('C404', '1.2'), WORKSPACE)).toEqual(channel('C1'));
    expect(resolveRoute(channel('C2'), WORKSPACE)).toEqual(channel('C2'));
    expect(resolveRoute({ kind: 'nowhere' }, { ...WORKSPACE, channels: [] })).toEqual({ kind: 'nowhere' });
  });
});

describe('the sidebar', () => {
  it('separates channels, direct messages and the app', () => {
    const sections = sidebarSections(WORKSPACE);
    expect(sections.channels.map(({ id }) => id)).toEqual(['C2', 'C1']);
    expect(sections.directMessages.map(({ id }) => id)).toEqual(['D2']);
    expect(sections.appChannel?.id).toBe('D1');
  });
});
