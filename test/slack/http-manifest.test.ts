import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toHttpManifest, toManifestForSeveral } from '../../src/slack/http-manifest.js';

const socketMode = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
const ADDRESS = 'https://rollcall.example.com/slack/events';

describe('the manifest for several workspaces', () => {
  it('has the address to which Slack leads back, and the events that end an installation, in either mode', () => {
    for (const from of [socketMode, toHttpManifest(socketMode, 'https://rollcall.example.com')]) {
      const manifest = parse(toManifestForSeveral(from, 'https://rollcall.example.com'));
      expect(manifest.oauth_config.redirect_urls).toEqual(['https://rollcall.example.com/slack/oauth_redirect']);
      expect(manifest.oauth_config.scopes).toEqual(parse(socketMode).oauth_config.scopes);
      expect(manifest.settings.event_subscriptions.bot_events).toEqual(
        expect.arrayContaining(['app_uninstalled', 'tokens_revoked', 'message.channels']),
      );
      expect(manifest.settings.org_deploy_enabled).toBe(true);
    }
  });

  it('refuses an address without TLS', () => {
    expect(() => toManifestForSeveral(socketMode, 'http://example.com')).toThrow('starts with https://');
  });
});

describe('the manifest for HTTP', () => {
  it('has the address wherever Slack asks for one, and no Socket Mode', () => {
    const manifest = parse(toHttpManifest(socketMode, 'https://rollcall.example.com'));
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: ADDRESS },
      interactivity: { is_enabled: true, request_url: ADDRESS, message_menu_options_url: ADDRESS },
    });
    expect(manifest.features.slash_commands).toEqual([
      expect.objectContaining({ command: '/train-faces', url: ADDRESS }),
      expect.objectContaining({ command: '/find-photos', url: ADDRESS }),
    ]);
  });

  it('is the same otherwise, with its comments', () => {
    const text = toHttpManifest(socketMode, 'https://rollcall.example.com');
    const manifest = parse(text);
    for (const command of manifest.features.slash_commands) delete command.url;
    delete manifest.settings.event_subscriptions.request_url;
    delete manifest.settings.interactivity.request_url;
    delete manifest.settings.interactivity.message_menu_options_url;
    manifest.settings.socket_mode_enabled = true;
    expect(manifest).toEqual(parse(socketMode));
    expect(text).toContain('# Its replies.');
    expect(text).not.toContain('Uses Socket Mode');
    expect(text).toContain(`# Slack sends everything to ${ADDRESS}`);
  });

  it('keeps a path of its own', () => {
    const manifest = parse(toHttpManifest(socketMode, 'https://example.com/bots/rollcall'));
    expect(manifest.settings.interactivity.request_url).toBe('https://example.com/bots/rollcall');
  });

  it.each(['http://example.com', 'example.com', '', 'ftp://example.com'])('refuses %j', (url) => {
    expect(() => toHttpManifest(socketMode, url)).toThrow('starts with https://');
  });
});
