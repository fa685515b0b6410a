import { WebAPIPlatformError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../src/failures.js';
import { silentLog } from './support/silent-log.js';

/** Codes that workspaces with stricter rules answer with, from the lists of errors of the methods in use. */
const CODES = [
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_thread_locked',
  'ekm_access_denied',
  'is_archived',
  'is_inactive',
  'channel_is_limited_access',
  'method_not_supported_for_channel_type',
  'posting_to_channel_denied',
  'cannot_reply_to_message',
  'message_limit_exceeded',
  'messages_tab_disabled',
  'app_access_restricted',
  'access_denied',
  'accesslimited',
  'enterprise_is_restricted',
  'team_access_not_granted',
  'two_factor_setup_required',
  'no_permission',
  'not_in_channel',
  'channel_not_found',
  'cant_update_message',
  'cant_delete_message',
  'edit_window_closed',
  'file_uploads_disabled',
  'storage_limit_reached',
  'exchanged_trigger_id',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'org_login_required',
  'team_added_to_org',
  'external_channel_migrating',
  'service_unavailable',
  'internal_error',
];

describe('what people are told when Slack refuses a call', () => {
  it.each(CODES)('says what %s means, and gives no reference', (code) => {
    const told = explainFailure(new WebAPIPlatformError({ ok: false, error: code }), silentLog);
    expect(told).toMatch(/^[A-Z][^.!?]+\.( [A-Z][^.!?]+\.)?$/);
    expect(told).not.toContain('Something went wrong');
    expect(told).not.toContain(code);
  });

  it('is a reference for a refusal that only a mistake of ours explains', () => {
    const told = explainFailure(new WebAPIPlatformError({ ok: false, error: 'invalid_arg_name' }), silentLog);
    expect(told).toMatch(/reference: [0-9A-F]{6}/);
  });
});
