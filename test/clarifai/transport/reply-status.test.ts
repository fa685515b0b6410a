import { describe, expect, it } from 'vitest';
import { assertSuccess, fromStatus } from '../../../src/clarifai/transport/reply-status.js';
import { resources, service } from '../../../src/clarifai-protocol.js';
import { status } from '../../support/clarifai/scripted-replies.js';

/** A reply about inputs: its own status, and one for each input. */
const reply = (code: number, ...items: number[]) =>
  new service.MultiInputResponse()
    .setStatus(status(code, 'Refused'))
    .setInputsList(items.map((item) => new resources.Input().setStatus(status(item, `Item ${item}`))));

const check = (answer: ReturnType<typeof reply>, itemByItem = false) =>
  assertSuccess('postInputs', answer, { itemByItem });

describe('a reply', () => {
  it('that succeeded passes', () => {
    expect(() => check(reply(10000, 30001))).not.toThrow();
  });

  it('without a status is a failure', () => {
    expect(() => assertSuccess('postInputs', new service.MultiInputResponse())).toThrow(/no description/);
  });

  it('that failed as a whole has its own status in the error', () => {
    expect(() => check(reply(11008))).toThrow(
      expect.objectContaining({ kind: 'auth', code: 11008, rpc: 'PostInputs' }),
    );
  });

  it.each([10010, 10020])('that failed for some items (%i) has the status of one of them', (code) => {
    expect(() => check(reply(code, 30001, 30101))).toThrow(expect.objectContaining({ code: 30101 }));
  });

  it('names the item at fault, not one that only failed with it', () => {
    expect(() => check(reply(10020, 30002, 30101, 30002))).toThrow(expect.objectContaining({ code: 30101 }));
    expect(() => check(reply(10020, 30002, 30002))).toThrow(expect.objectContaining({ code: 30002 }));
  });

  it('in which only some items failed passes for callers that read items one by one', () => {
    expect(() => check(reply(10010, 30001, 30101), true)).not.toThrow();
  });

  it('that failed without saying which item is a failure for them, too', () => {
    expect(() => check(reply(10020), true)).toThrow(expect.objectContaining({ code: 10020 }));
    expect(() => check(reply(11008, 30101), true)).toThrow(expect.objectContaining({ code: 11008 }));
  });
});

describe('the error made of a status', () => {
  it('hides secrets wherever the service repeats them', () => {
    const error = fromStatus('PostConcepts', status(40003, 'Zoë is taken', 'concept "Zoë"'), ['Zoë', '']);
    expect(`${error.message} ${error.details}`).not.toContain('Zoë');
    expect(error.description).toBe('… is taken');
  });

  it('says what to do where the terms of face recognition were not accepted', () => {
    expect(fromStatus('PostInputs', status(50001, 'Consent is missing')).advice).toMatch(/accept them/);
    expect(fromStatus('PostInputs', status(11008, 'Key is invalid')).advice).toBeUndefined();
  });

  it('has the id of the request, for Clarifai’s support', () => {
    expect(fromStatus('PostInputs', status(11008, '', '', 'request-7')).requestId).toBe('request-7');
  });
});
