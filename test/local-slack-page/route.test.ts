import { describe, expect, test } from 'vitest';
import { sidebarSections } from '../../src/local-slack/page/shell/sidebar-sections.js';
import { whereTo } from '../../src/local-slack/page/shell/where-to.js';
import { permalinkRoute, type Route, readRoute, writeRoute } from '../../src/local-slack/page/state/route.js';
import { WORKSPACE } from './workspace.js';

const channel = (id: string, thread?: string): Route => ({ kind: 'channel', channel: id, thread });

describe('addresses', () => {
  test.each<[string, Route]>([
    ['#/c/C1', channel('C1')],
    ['#/c/C1/t/1763912345.000100', channel('C1', '1763912345.000100')],
    ['#/home', { kind: 'home' }],
    ['#/', { kind: 'nowhere' }],
  ])('%s is read and written', (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
    expect(writeRoute(route)).toBe(hash);
  });

  test.each(['', '#', '#/nonsense', '#/c/', '#/c//t/1'])('%j leads nowhere in particular', (hash) => {
    expect(readRoute(hash)).toEqual({ kind: 'nowhere' });
  });

  test.each([
    ['http://127.0.0.1:3000/archives/C1/p1763912345000200', '#/c/C1/t/1763912345.000200'],
    ['http://localhost:3000/archives/C1/p1763912345000200?thread_ts=1.000001&cid=C1', '#/c/C1/t/1.000001'],
    ['http://localhost:4000/archives/C1/p1763912345000200', undefined],
    ['https://example.com:3000/archives/C1/p1763912345000200', undefined],
    ['http://localhost:3000/files/F1', undefined],
    ['not an address', undefined],
  ])('permalink %s', (url, hash) => {
    expect(permalinkRoute(url, 'http://localhost:3000')).toBe(hash);
  });

  test('nowhere, and channels one is not in, become #photos', () => {
    expect(whereTo({ kind: 'nowhere' }, WORKSPACE)).toEqual(channel('C1'));
    expect(whereTo(channel('C404', '1.2'), WORKSPACE)).toEqual(channel('C1'));
    expect(whereTo(channel('C2'), WORKSPACE)).toEqual(channel('C2'));
    expect(whereTo({ kind: 'nowhere' }, { ...WORKSPACE, channels: [] })).toEqual({ kind: 'nowhere' });
  });
});

describe('side bar', () => {
  test('keeps channels, people and the app apart', () => {
    const sections = sidebarSections(WORKSPACE);
    expect(sections.channels.map(({ id }) => id)).toEqual(['C2', 'C1']);
    expect(sections.directMessages.map(({ id }) => id)).toEqual(['D2']);
    expect(sections.appChannel?.id).toBe('D1');
  });
});
