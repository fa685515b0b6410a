/**
 * For every message: Slack looks for no addresses, channels or `@here` in its `text`, so that names stay names; explicit links and
 * mentions work. `chat.update` looks for them unless told not to (https://docs.slack.dev/reference/methods/chat.update).
 */
export const TEXT_AS_WRITTEN = { parse: 'none', link_names: false } as const;
