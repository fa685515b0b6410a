import { Button } from 'react-aria-components';
import type { Loading } from '../state/model.js';
import { Spinner } from '../ui/icon.js';

/** Shown until the messages are loaded, or when that failed. */
export function LoadingState({ loading, onRetry }: { loading: Loading; onRetry(): void }) {
  if (loading === 'failed') {
    return (
      <div className="load-note" role="alert">
        <p>The messages couldn’t be loaded.</p>
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
