import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.js';
import { requestId, withRequestId } from '../src/request-id.js';

describe('createLog', () => {
  it('writes lines from its level on', () => {
    const lines: string[] = [];
    const log = createLog('warn', { asText: true, write: (line) => lines.push(line) });
    log.debug('one');
    log.info('two');
    log.warn('three');
    log.error('four');
    expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['WARN three', 'ERROR four']);
  });

  it('never writes a secret, even from inside another program’s message', () => {
    const lines: string[] = [];
    const log = createLog('info', { secrets: ['p4t'], asText: true, write: (line) => lines.push(line) });
    log.error('request failed: Authorization: Bearer xoxb-12-ab, key p4t, xapp-1-A-2, xoxp-local-U1');
    expect(lines[0]).toMatch(/Bearer \[token\], key \[secret\], \[token\], \[token\]$/);
  });

  it('writes an object per line where no one reads along', () => {
    const lines: string[] = [];
    const log = createLog('info', { secrets: ['p4t'], asText: false, write: (line) => lines.push(line) });
    log.debug('not wanted');
    log.warn('key p4t with “quotes"\nand two lines');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'warn', time: expect.stringMatching(/^20.*Z$/), message: 'key [secret] with “quotes"\nand two lines' },
    ]);
  });

  it.each([true, false])('says which request a line belongs to (text: %s)', async (asText) => {
    const lines: string[] = [];
    const log = createLog('info', { asText, write: (line) => lines.push(line) });
    const ids = await Promise.all(
      ['a', 'b'].map((name) =>
        withRequestId(async () => {
          log.info(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 2));
          log.info(`${name} ends`);
          return requestId() ?? 'none';
        }),
      ),
    );
    expect(new Set(ids).size).toBe(2);
    expect(lines.map((line) => ids.findIndex((id) => line.includes(id)))).toEqual([0, 1, 0, 1]);
    log.info('outside');
    expect(lines.at(-1)).not.toMatch(/request|\[/);
  });
});
