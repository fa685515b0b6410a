import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserFacingError } from '../errors.js';

/** The parts of an app's manifest that the workspace uses. */
export interface AppManifest {
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly commands: readonly { command: string; description: string; usage_hint?: string | undefined }[];
  readonly shortcuts: readonly { name: string; type: 'message' | 'global'; callback_id: string; description: string }[];
}

/** https://docs.slack.dev/reference/app-manifest. A test checks the whole manifest against Slack's schema. */
const manifestSchema = z.object({
  features: z
    .object({
      slash_commands: z
        .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().optional() }))
        .default([]),
      shortcuts: z
        .array(
          z.object({
            name: z.string(),
            type: z.enum(['message', 'global']),
            callback_id: z.string(),
            description: z.string(),
          }),
        )
        .default([]),
    })
    .prefault({}),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }).prefault({}) }).prefault({}),
  settings: z
    .object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}) })
    .prefault({}),
});

/** @throws UserFacingError when the file is missing or is not a manifest. */
export function readAppManifest(path: string): AppManifest {
  try {
    const manifest = manifestSchema.parse(parse(readFileSync(path, 'utf8')));
    return {
      scopes: manifest.oauth_config.scopes.bot,
      events: manifest.settings.event_subscriptions.bot_events,
      commands: manifest.features.slash_commands,
      shortcuts: manifest.features.shortcuts,
    };
  } catch (error) {
    throw new UserFacingError(
      `Rollcall can’t read the app manifest ${path}. Put back the file that came with Rollcall.`,
      {
        cause: error,
      },
    );
  }
}
