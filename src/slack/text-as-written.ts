/**
 * For every message: keeps Slack from turning addresses, channels or `@here` in its `text` into links and mentions, so that names
 * stay names. Explicit links and mentions still work. `chat.update` makes them unless told not to
 * (https://docs.slack.dev/reference/methods/chat.update).
 */
export const TEXT_AS_WRITTEN = { parse: 'none', link_names: false } as const;
