import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.js';

describe('createLog', () => {
  it('writes lines from its level on', () => {
    const lines: string[] = [];
    const log = createLog('warn', [], (line) => lines.push(line));
    log.debug('one');
    log.info('two');
    log.warn('three');
    log.error('four');
    expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['WARN three', 'ERROR four']);
  });

  it('never writes a secret, even from inside another program’s message', () => {
    const lines: string[] = [];
    const log = createLog('info', ['p4t'], (line) => lines.push(line));
    log.error('request failed: Authorization: Bearer xoxb-12-ab, key p4t, xapp-1-A-2, xoxp-local-U1');
    expect(lines[0]).toMatch(/Bearer \[token\], key \[secret\], \[token\], \[token\]$/);
  });
});
