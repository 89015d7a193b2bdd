import type { PanelHost } from '../bridge/panel-host.ts';
import { csvBytes } from '../components/csv.ts';
import type { Series } from './training-data.ts';

/** The curves as they are drawn: one row for each key and bucket. */
export function saveCurves(host: PanelHost, id: string, { curves }: Series): void {
  const rows = [...curves].flatMap(([key, { steps, low, high, last }]) =>
    steps.map((step, i) => [key, step, last[i]!, low[i]!, high[i]!] as const),
  );
  host.save(`${id}-curves.csv`, csvBytes(['key', 'step', 'last', 'minimum', 'maximum'], rows));
}
