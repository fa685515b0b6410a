/**
 * Where Slack keeps files: files.slack.com, a workspace's or an enterprise's own name under slack.com, and GovSlack's.
 * Source: url_private in https://docs.slack.dev/reference/objects/file-object and https://docs.slack.dev/govslack.
 */
const SLACK_DOMAINS = ['slack.com', 'slack-gov.com'];

/**
 * Says which addresses a bot token may be sent to: Slack's own by https; or, when the Web API is somewhere else
 * (`slackApiUrl`), exactly that server, by http too. Never one with a user name or password in it.
 */
export function createHostRule(slackApiUrl: string | undefined): (url: URL) => boolean {
  const api = slackApiUrl === undefined ? undefined : new URL(slackApiUrl);
  const isOwnServer = (url: URL) =>
    url.host === api?.host && (url.protocol === 'https:' || url.protocol === api.protocol);
  const isAllowed = api === undefined || isSlack(api) ? isSlack : isOwnServer;
  return (url) => url.username === '' && url.password === '' && isAllowed(url);
}

function isSlack(url: URL): boolean {
  const { hostname, protocol, port } = url;
  const isKnown = SLACK_DOMAINS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  return isKnown && protocol === 'https:' && port === '';
}
