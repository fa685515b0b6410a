import { useEffect, useState } from 'react';
import type { Sample } from '../slack/types.js';
import { useSession } from '../state/use-session.js';

export type Samples = { kind: 'loading' } | { kind: 'failed' } | { kind: 'ready'; samples: readonly Sample[] };

/** The sample photos the server offers. */
export function useSamples(): Samples {
  const { api } = useSession();
  const [samples, setSamples] = useState<Samples>({ kind: 'loading' });
  useEffect(() => {
    let isWanted = true;
    api.samples().then(
      (found) => isWanted && setSamples({ kind: 'ready', samples: found }),
      () => isWanted && setSamples({ kind: 'failed' }),
    );
    return () => {
      isWanted = false;
    };
  }, [api]);
  return samples;
}
