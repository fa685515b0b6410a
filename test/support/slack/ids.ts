/** The workspace of the handler tests: who is in it, and where. */
export const TEAM = 'T00000001';
export const OTHER_TEAM = 'T0OTHER00';
export const BOT_USER = 'UBOT00000';
export const BOT_ID = 'B00000001';
export const ADA = 'UADA00000';
export const BEN = 'UBEN00000';
/** The bot of another app. */
export const OTHER_BOT = 'UHAL00000';
/** Someone of another workspace, in a channel that both workspaces share. */
export const EXTERNAL_USER = 'UOTHER000';
export const CHANNEL = 'C00000001';

/** When the photo of a test was posted, and when the bot wrote its first message. */
export const POST_TS = '1700000000.000100';
export const REPLY_TS = '1700000001.000100';

/** Where answers to a slash command go. */
export const RESPONSE_URL = 'https://hooks.slack.com/commands/1/2';
