import { describe, expect, it } from 'vitest';
import { createEventTurns } from '../../src/slack/event-turns.js';

describe('turns for events', () => {
  it('starts one event after the other, and lets what arrives in between go first', async () => {
    const waitForTurn = createEventTurns();
    const happened: string[] = [];
    const event = async (name: string) => {
      happened.push(`${name} acknowledged`);
      await waitForTurn();
      happened.push(`${name} started`);
      if (name === 'first') setImmediate(() => third.push(event('third')));
    };
    const third: Promise<void>[] = [];
    await Promise.all([event('first'), event('second')]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all(third);
    expect(happened).toEqual([
      'first acknowledged',
      'second acknowledged',
      'first started',
      'third acknowledged',
      'second started',
      'third started',
    ]);
  });
});
