import { type ReactNode, useState } from 'react';

/** A picture of a local file. Shows `fallback` for one that the browser cannot show, such as a HEIC photo with the name of a JPEG. */
export function LocalPicture({ address, name, fallback }: { address: string; name: string; fallback: ReactNode }) {
  const [isMissing, setMissing] = useState(false);
  if (isMissing) return fallback;
  return <img src={address} alt={name} onError={() => setMissing(true)} />;
}
