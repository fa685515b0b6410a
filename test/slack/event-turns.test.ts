import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createEventTurns } from '../../src/slack/event-turns.js';

describe('turns for events', () => {
  it('lets a single event go on at once, and those that follow in later turns of the event loop', async () => {
    const waitForTurn = createEventTurns();
    const turnOf = new Map<string, number>();
    let turn = 0;
    const event = async (name: string) => {
      await waitForTurn();
      turnOf.set(name, turn);
    };
    const events = [event('first'), event('second'), event('third')];
    for (; turnOf.size < events.length && turn < 10; turn += 1) await nextTurn();
    expect([...turnOf.keys()]).toEqual(['first', 'second', 'third']);
    expect(turnOf.get('first')).toBe(0);
    expect(turnOf.get('third')).toBeGreaterThan(turnOf.get('second') ?? 10);
  });
});
