/** A word or a mention in what someone typed, and where it is: offsets into the text. */
export type QueryToken = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'word'; readonly text: string }
  /** "," or another sign that joins names, as "and" does. */
  | { readonly kind: 'sign'; readonly text: string }
  /** In quotation marks, so never a keyword. */
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'member'; readonly userId: string; readonly text: string }
  | { readonly kind: 'handle'; readonly text: string }
  | { readonly kind: 'channel'; readonly channelId: string; readonly text: string }
  | { readonly kind: 'channel name'; readonly text: string }
  | { readonly kind: 'person'; readonly personId: string; readonly text: string }
);

/** Mentions as Slack escapes them, people as {@link mentionOfPerson} does, what is in quotation marks, signs, and words. */
const TOKEN =
  /<@(?<userId>[UW][A-Z0-9]+)(?:\|(?<handle>[^>]*))?>|<#(?<channelId>[CGD][A-Z0-9]+)(?:\|(?<channel>[^>]*))?>|<person:(?<personId>[^>\s]+)>|["“”„«](?<quoted>[^"“”„»]+)["“”»]|(?<sign>&(?:amp;)?|[,+;])|@(?<at>[^\s,;&+]+)|#(?<hash>[^\s,;&+]+)|(?<word>[^\s,;&+"“”„«»]+)/gu;

/** Splits what someone typed. */
export function tokenize(text: string): QueryToken[] {
  return [...text.matchAll(TOKEN)].flatMap((match): QueryToken[] => {
    const { userId, handle, channelId, channel, personId, quoted, sign, at, hash, word } = match.groups ?? {};
    const place = { from: match.index, to: match.index + match[0].length };
    if (userId !== undefined) return [{ ...place, kind: 'member', userId, text: handle || userId }];
    if (channelId !== undefined) return [{ ...place, kind: 'channel', channelId, text: channel || channelId }];
    if (personId !== undefined) return [{ ...place, kind: 'person', personId, text: personId }];
    if (quoted !== undefined) return [{ ...place, kind: 'quoted', text: quoted.trim() }];
    if (sign !== undefined) return [{ ...place, kind: 'sign', text: sign }];
    if (at !== undefined) return [{ ...place, kind: 'handle', text: at }];
    if (hash !== undefined) return [{ ...place, kind: 'channel name', text: hash }];
    return word === undefined ? [] : [{ ...place, kind: 'word', text: word }];
  });
}

/** How a search says which of several people is meant, whatever they are called. */
export function mentionOfPerson(personId: string): string {
  return `<person:${personId}>`;
}
