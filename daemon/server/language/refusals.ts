/** Documents that stopped the analysis of their client: they are left out until they change. */
import type { ThreadDeath } from './analysis-thread.ts';
import { causeOf } from './thread-death.ts';

export interface Refusals {
  /** Why the document is not analysed; null: it is. */
  reason(uri: string): string | null;
  /** The analysis ended while it worked on the document. */
  strike(uri: string, death: ThreadDeath): void;
  /** A changed document is analysed again, a limited number of times. */
  changed(uri: string): void;
  closed(uri: string): void;
}

/** How often one open document may stop the analysis. */
const MOST = 3;

export function createRefusals(): Refusals {
  const struck = new Map<string, { readonly times: number; readonly reason: string | null }>();
  return {
    reason: (uri) => struck.get(uri)?.reason ?? null,
    strike(uri, death) {
      const times = (struck.get(uri)?.times ?? 0) + 1;
      const again = times < MOST ? 'It is checked again when you change it' : 'It is checked again when you reopen it';
      struck.set(uri, { times, reason: `this text is not checked: ${causeOf(death)}. ${again}` });
    },
    changed(uri) {
      const before = struck.get(uri);
      if (before !== undefined && before.times < MOST) struck.set(uri, { ...before, reason: null });
    },
    closed: (uri) => void struck.delete(uri),
  };
}
