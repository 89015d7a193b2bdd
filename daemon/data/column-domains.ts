/** Where columns have values: within their bounds, or in the turn of an angle. */
import { supportOfChain } from './columns/chain.ts';
import type { Domain } from './columns/define-step.ts';
import type { Dataset } from './definition.ts';
import { turnsOf } from './turns.ts';

/** Of each column, data units; infinite ends: there is no bound. */
export function columnDomains({
  columns,
  chains = [],
  summary,
}: Pick<Dataset, 'columns' | 'chains' | 'summary'>): readonly Domain[] {
  const turns = turnsOf(summary);
  return columns.map((_, column) => {
    const turn = turns[column] ?? null;
    if (turn !== null) return { low: turn.start, high: turn.start + turn.period };
    const { low, high } = supportOfChain(chains[column] ?? []);
    return { low, high };
  });
}

/** As JSON: null is no bound. Absent: no column has any. */
export function domainPairs(domains: readonly Domain[]): {
  readonly domains?: (readonly [number | null, number | null])[];
} {
  const end = (value: number) => (Number.isFinite(value) ? value : null);
  const pairs = domains.map(({ low, high }) => [end(low), end(high)] as const);
  return pairs.every((pair) => pair.every((value) => value === null)) ? {} : { domains: pairs };
}
