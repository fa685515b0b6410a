import { useState } from 'react';
import { pathOf } from '../slack/addresses.js';
import { type Author, colourIndex, initials } from '../state/people.js';

const COLOURS = 8;

/** A person's portrait, or their initials. Decorative: the name is next to it. */
export function Avatar({ author, size }: { author: Author; size: 'tiny' | 'small' | 'large' }) {
  const [isMissing, setMissing] = useState(false);
  const className = `avatar avatar-${size} avatar-colour-${colourIndex(author.id, COLOURS)}`;
  if (author.image === undefined || isMissing) {
    return (
      <span className={className} aria-hidden="true">
        {initials(author.name)}
      </span>
    );
  }
  return <img className={className} src={pathOf(author.image)} alt="" onError={() => setMissing(true)} />;
}
