import type { ReactNode } from 'react';
import { permalinkRoute } from '../state/route.js';

/** A link that somebody wrote: web and mail addresses, and messages of this workspace. Anything else stays text. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }) {
  const inPage = permalinkRoute(url, location.origin);
  if (inPage !== undefined) return <a href={inPage}>{children}</a>;
  if (!/^(?:https?|mailto):/iu.test(url)) return children;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
