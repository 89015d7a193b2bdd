/** A conditional density as files. */
import { writeTable } from '../../../daemon/encoding/write-csv.ts';
import { writeNpy } from '../../../daemon/encoding/write-npy.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { type Conditional, centersOf } from './conditional-data.ts';

export const EXPORTS = ['CSV', 'npy'] as const;

/** Pictures are saved where they are drawn. */
export function exportConditional(kind: string, found: Conditional, run: string, host: Pick<PanelHost, 'save'>): void {
  const { logProb, axes, cells, checkpoint } = found;
  const name = `${run}-step-${checkpoint}-conditional`;
  if (kind === 'npy') host.save(`${name}.npy`, writeNpy(logProb, Array(axes.length).fill(cells)));
  else host.save(`${name}.csv`, conditionalTable(found));
}

/** The center of each cell with its log density. */
function conditionalTable(found: Conditional): string {
  const { logProb, axes, cells } = found;
  const x = centersOf(found, 0);
  const y = axes.length === 1 ? null : centersOf(found, 1);
  const rows = Array.from(logProb, (log, i) => [
    x[i % cells]!,
    ...(y === null ? [] : [y[Math.floor(i / cells)]!]),
    log,
  ]);
  return writeTable([...axes.map((axis) => axis.name), 'log q'], rows);
}
