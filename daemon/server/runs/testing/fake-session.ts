import type { ArrayReference } from '../../../../protocol/rpc/array-reference.ts';
import type { OutgoingArray, Session } from '../../session.ts';

export interface FakeSession extends Session {
  readonly notifications: { readonly method: string; readonly params: unknown }[];
  readonly arrays: Map<number, OutgoingArray>;
  congested: boolean;
  drain(): void;
  close(): void;
}

/** A session without sockets, for testing services. */
export function fakeSession(folders: readonly string[], trusted = true): FakeSession {
  const owned: { dispose(): void }[] = [];
  const drains = new Set<() => void>();
  const session: FakeSession = {
    id: 'test',
    trusted,
    folders,
    notifications: [],
    arrays: new Map(),
    congested: false,
    offer(array): ArrayReference {
      const id = session.arrays.size + 1;
      session.arrays.set(id, array);
      return { array: id, dtype: array.dtype, shape: [...array.shape], bytes: array.values.byteLength };
    },
    notify(definition, params) {
      session.notifications.push({ method: definition.name, params: definition.params.parse(params) });
    },
    onDrain(listener) {
      drains.add(listener);
      return { dispose: () => drains.delete(listener) };
    },
    own(disposable) {
      owned.push(disposable);
      return { dispose: () => void owned.splice(owned.indexOf(disposable), 1) };
    },
    drain() {
      session.congested = false;
      for (const listener of drains) listener();
    },
    close() {
      for (const disposable of owned) disposable.dispose();
    },
  };
  return session;
}
