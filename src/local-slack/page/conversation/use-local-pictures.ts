import { useEffect, useState } from 'react';

const SHOWN = /^image\/(?:jpeg|png|gif|webp|avif|svg\+xml)$/u;

/** Object URLs of local files; undefined for those the browser cannot show. */
export function useLocalPictures(files: readonly File[]): readonly (string | undefined)[] {
  const [addresses, setAddresses] = useState<readonly (string | undefined)[]>([]);
  useEffect(() => {
    const made = files.map((file) => (SHOWN.test(file.type) ? URL.createObjectURL(file) : undefined));
    setAddresses(made);
    return () => {
      for (const address of made) if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [files]);
  return addresses;
}
