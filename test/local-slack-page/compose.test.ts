import { describe, expect, it } from 'vitest';
import { matchingCommands, readIntent } from '../../src/local-slack/page/conversation/compose.js';
import { WORKSPACE } from '../support/page/workspace.js';

const read = (typed: string, hasPhotos = false) => readIntent(typed, hasPhotos, WORKSPACE.users);

describe('pressing Enter', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['  \n', { kind: 'nothing' }],
    ['/train-faces', { kind: 'command', command: '/train-faces', text: '' }],
    [' /train-faces  help me ', { kind: 'command', command: '/train-faces', text: 'help me' }],
    ['/', { kind: 'message', text: '/' }],
    ['a < b & c', { kind: 'message', text: 'a &lt; b &amp; c' }],
  ])('after typing %j', (typed, intent) => {
    expect(read(typed)).toEqual(intent);
  });

  it.each([
    ['/invite @Grace Hopper', { kind: 'membership', action: 'invite', user: 'U2' }],
    ['/remove  @ada lovelace ', { kind: 'membership', action: 'remove', user: 'U1' }],
    ['/invite', { kind: 'membership', action: 'invite', user: undefined }],
    ['/invite @someone', { kind: 'membership', action: 'invite', user: undefined }],
    ['/invited @Ada', { kind: 'command', command: '/invited', text: '@Ada' }],
  ])('after typing %j', (typed, intent) => {
    expect(read(typed)).toEqual(intent);
  });

  it('always sends a message when photos are attached, even without text', () => {
    expect(read('', true)).toEqual({ kind: 'message', text: '' });
    expect(read('/train-faces', true)).toEqual({ kind: 'message', text: '/train-faces' });
  });

  it.each([
    ['hi @Ada Lovelace!', 'hi <@U1>!'],
    ['@ada lovelace and @Grace Hopper', '<@U1> and <@U2>'],
    ['@Ada said', '<@U3> said'],
    ['@Adam', '@Adam'],
    ['ada@grace', 'ada@grace'],
    ['@someone here', '@someone here'],
  ])('turns names into mentions: %j', (typed, text) => {
    expect(read(typed)).toEqual({ kind: 'message', text });
  });
});

describe('command completion', () => {
  const offered = (typed: string) => matchingCommands(typed, WORKSPACE.app.commands).map((command) => command.command);

  it('offers commands that start with the typed letters, until a space ends the name', () => {
    expect(offered('/')).toEqual(['/train-faces', '/trace']);
    expect(offered('/TRAI')).toEqual(['/train-faces']);
    expect(offered('/train-faces ')).toEqual([]);
    expect(offered('well /tr')).toEqual([]);
    expect(offered('')).toEqual([]);
  });
});
