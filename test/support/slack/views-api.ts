import type { Method } from './method.js';
import { Refusal, requireAcceptableView } from './refusal.js';
import type { SlackState, StoredView, View } from './state.js';

/** `views.*` */
export function viewMethods(state: SlackState): Record<string, Method> {
  const showing = (stored: StoredView | undefined, id: string, view: unknown): StoredView => ({
    id,
    versions: [...(stored?.versions ?? []), view as View],
  });
  const hashOf = (view: StoredView | undefined) => (view === undefined ? undefined : `hash ${view.versions.length}`);

  const methods: Record<string, Method> = {
    'views.open'(args) {
      requireAcceptableView(state, args['view'], 'modal');
      const id = state.nextViewId();
      state.modals.set(id, showing(undefined, id, args['view']));
      return { view: { id, hash: hashOf(state.modals.get(id)) } };
    },
    'views.update'(args) {
      const id = String(args['view_id']);
      if (!state.modals.has(id) || state.closedModals.has(id)) throw new Refusal('not_found');
      if (args['hash'] !== undefined && args['hash'] !== hashOf(state.modals.get(id)))
        throw new Refusal('hash_conflict');
      requireAcceptableView(state, args['view'], 'modal');
      state.modals.set(id, showing(state.modals.get(id), id, args['view']));
      return { view: { id, hash: hashOf(state.modals.get(id)) } };
    },
    'views.publish'(args) {
      requireAcceptableView(state, args['view'], 'home');
      const user = String(args['user_id']);
      const stored = state.homes.get(user);
      if (args['hash'] !== undefined && args['hash'] !== hashOf(stored)) throw new Refusal('hash_conflict');
      state.homes.set(user, showing(stored, stored?.id ?? state.nextViewId(), args['view']));
      return { view: { hash: hashOf(state.homes.get(user)) } };
    },
  };
  return { ...methods, 'views.push': (args) => methods['views.open']?.(args) ?? {} };
}
