import { Button } from 'react-aria-components';
import type { Loading } from '../state/model.js';
import { Spinner } from '../ui/spinner.js';

/** Stands where messages will be, until they are there. */
export function LoadNote({ loading, onRetry }: { loading: Loading; onRetry(): void }) {
  if (loading === 'failed') {
    return (
      <div className="load-note" role="alert">
        <p>The messages could not be loaded.</p>
        <Button className="button" onPress={onRetry}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <div className="load-note" aria-busy="true">
      <Spinner />
      <span className="hidden">Loading messages</span>
    </div>
  );
}
