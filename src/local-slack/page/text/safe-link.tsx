import type { ReactNode } from 'react';

/** A link that somebody wrote: web and mail addresses only, anything else is shown as text. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }) {
  if (!/^(?:https?|mailto):/iu.test(url)) return children;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
