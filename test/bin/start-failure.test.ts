import { describe, expect, it } from 'vitest';
import { describeStartFailure } from '../../src/bin/start-failure.js';
import { ClarifaiError } from '../../src/clarifai/transport/errors.js';
import { UserFacingError } from '../../src/errors.js';

const withFields = (fields: object) => Object.assign(new Error('raw text'), fields);

describe('describeStartFailure', () => {
  it.each([
    [new UserFacingError('Set PORT.'), 'Set PORT.'],
    [
      withFields({ code: 'slack_webapi_platform_error', data: { ok: false, error: 'invalid_auth' } }),
      /SLACK_BOT_TOKEN or SLACK_APP_TOKEN/,
    ],
    [withFields({ data: { error: 'team_access_not_granted' } }), /team_access_not_granted/],
    [withFields({ code: 'slack_webapi_request_error' }), /can’t reach Slack/],
    [
      new ClarifaiError({ kind: 'unavailable', rpc: 'GetApp', description: 'Name resolution failed' }),
      /^Rollcall can’t reach the face service\. Check the network, and CLARIFAI_API_BASE if it’s set\. \(GetApp: Name/,
    ],
    [withFields({ code: 'EADDRINUSE' }), /Set PORT to another number/],
  ])('says what to do about %s', (error, expected) => {
    const text = describeStartFailure(error);
    expect(text).toMatch(expected);
    expect(text).not.toContain('raw text');
  });

  it('shows the stack of a bug', () => {
    expect(describeStartFailure(new TypeError('x is undefined'))).toMatch(/TypeError: x is undefined\n\s+at /);
  });
});
