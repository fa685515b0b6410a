import { z } from 'zod';

/**
 * What an installation is filed under: the id of its workspace (`T…`), or of the organisation (`E…`) for an installation in a whole
 * Enterprise Grid organisation. Slack signs the payloads that ids are read from, and people can't change them.
 */
export type WorkspaceKey = string;

const id = z.string().regex(/^[A-Z0-9]{2,32}$/);
const idOrNone = id.nullish().catch(undefined);
/** A flag; slash commands have it as text. */
const flag = z.union([z.boolean(), z.stringbool()]).nullish().catch(undefined);
const named = z.object({ id: idOrNone }).nullish().catch(undefined);

const bodySchema = z.object({
  // Events.
  authorizations: z
    .array(z.object({ team_id: idOrNone, enterprise_id: idOrNone, is_enterprise_install: flag }))
    .nullish()
    .catch(undefined),
  // Events and commands.
  team_id: idOrNone,
  enterprise_id: idOrNone,
  // Commands, clicks, menus, forms and shortcuts.
  is_enterprise_install: flag,
  // Clicks, menus, forms and shortcuts.
  team: named,
  enterprise: named,
  view: z.object({ app_installed_team_id: idOrNone }).nullish().catch(undefined),
});

/**
 * The installation that something Slack sent is for (docs.slack.dev/enterprise/developing-for-enterprise-orgs).
 * In a channel shared by workspaces, an event names the one that Rollcall may act for, and a modal the one it was opened in; the
 * person who clicked may be of another.
 * @returns undefined if it names none.
 */
export function keyOf(body: unknown): WorkspaceKey | undefined {
  const found = bodySchema.safeParse(body).data;
  if (found === undefined) return undefined;
  const authorization = found.authorizations?.[0];
  if (authorization !== undefined) {
    return chosen(authorization.is_enterprise_install, authorization.enterprise_id, authorization.team_id);
  }
  return chosen(
    found.is_enterprise_install,
    found.enterprise?.id ?? found.enterprise_id,
    found.view?.app_installed_team_id ?? found.team?.id ?? found.team_id,
  );
}

type Id = string | null | undefined;

function chosen(isEnterprise: boolean | null | undefined, enterprise: Id, team: Id): WorkspaceKey | undefined {
  return (isEnterprise === true ? enterprise : (team ?? enterprise)) ?? undefined;
}

/** What Bolt's OAuth says about an installation. */
interface Installed {
  readonly isEnterpriseInstall?: boolean | undefined;
  readonly enterprise?: { readonly id: string } | undefined;
  readonly team?: { readonly id: string } | undefined;
}

/** @throws Error if it names neither a workspace nor an organisation. */
export function keyOfInstallation({ isEnterpriseInstall, enterprise, team }: Installed): WorkspaceKey {
  const key = id.safeParse(isEnterpriseInstall === true ? enterprise?.id : team?.id).data;
  if (key === undefined) throw new Error('Slack does not say where the app was installed.');
  return key;
}

const uninstalledSchema = z.object({
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      tokens: z.object({ bot: z.array(z.string()).nullish() }),
    }),
  ]),
  /** In seconds since 1970. */
  event_time: z.number(),
});

/**
 * When Rollcall lost its access, in milliseconds since 1970, if this is an event that says so. Revoked tokens of people, which
 * Rollcall has none of, are no such event (docs.slack.dev/reference/events/tokens_revoked).
 */
export function uninstalledAt(body: unknown): number | undefined {
  const found = uninstalledSchema.safeParse(body).data;
  if (found === undefined) return undefined;
  const { event } = found;
  if (event.type === 'tokens_revoked' && (event.tokens.bot ?? []).length === 0) return undefined;
  return found.event_time * 1000;
}

/** The id of the Clarifai application of a workspace, such as `rollcall-t012ab3cd`. */
export function clarifaiAppOf(start: string, key: WorkspaceKey): string {
  return `${start}-${key.toLowerCase()}`;
}
