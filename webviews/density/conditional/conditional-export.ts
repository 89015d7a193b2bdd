/** A conditional density as files. */
import { writeTable } from '../../../daemon/encoding/write-csv.ts';
import { writeNpy } from '../../../daemon/encoding/write-npy.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { type Conditional, centersOf } from './conditional-data.ts';

export const EXPORTS = ['CSV', 'npy'] as const;

/** Pictures are saved where they are drawn. */
export function exportConditional(kind: string, found: Conditional, run: string, host: Pick<PanelHost, 'save'>): void {
  const { logProb, axes, checkpoint } = found;
  const name = `${run}-step-${checkpoint}-conditional`;
  if (kind === 'npy') host.save(`${name}.npy`, writeNpy(logProb, axes.map(({ cells }) => cells).toReversed()));
  else host.save(`${name}.csv`, conditionalTable(found));
}

/** The center of each cell, or the value, with its log density or log probability. */
function conditionalTable(found: Conditional): string {
  const { logProb, axes } = found;
  const [x, y = null] = axes.map(({ categories }, axis) => categories ?? centersOf(found, axis === 0 ? 0 : 1));
  const rows = Array.from(logProb, (log, i) => [
    x![i % x!.length]!,
    ...(y === null ? [] : [y[Math.floor(i / x!.length)]!]),
    log,
  ]);
  return writeTable([...axes.map((axis) => axis.name), 'log q'], rows);
}
