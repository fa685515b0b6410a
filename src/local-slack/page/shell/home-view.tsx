import { useEffect, useMemo } from 'react';
import { Blocks } from '../blocks/block-view.js';
import { type Surface, SurfaceContext, useInputValues } from '../blocks/surface.js';
import { useSelect, useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Spinner } from '../ui/icon.js';
import { useKeepFocus } from '../ui/use-keep-focus.js';

/** The app's Home tab for this person. */
export function HomeView() {
  const { api } = useSession();
  const home = useSelect((state) => state.home);
  const appName = useSelect((state) => state.workspace.app.name);
  const [run, isBusy] = useTask();
  const inputs = useInputValues(home?.blocks);
  const surface = useMemo<Surface>(
    () => ({ container: { view_id: home?.id ?? '' }, errors: {}, ...inputs }),
    [home?.id, inputs],
  );

  const keepFocus = useKeepFocus(home?.blocks);

  useEffect(() => {
    void run(() => api.openHome('home'));
  }, [api, run]);

  if (home === undefined) {
    return (
      <div className="load-note" aria-busy={isBusy}>
        {isBusy ? <Spinner /> : <p>{`${appName} has nothing to show here yet.`}</p>}
      </div>
    );
  }
  return (
    <div className="home-scroll">
      <section className="home" aria-label={`${appName} home`} tabIndex={-1} {...keepFocus}>
        <SurfaceContext value={surface}>
          <ErrorBoundary content={home} fallback={<p>{`${appName}’s Home can’t be shown.`}</p>}>
            <Blocks blocks={home.blocks} />
          </ErrorBoundary>
        </SurfaceContext>
      </section>
    </div>
  );
}
