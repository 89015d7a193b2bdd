/** Texts of axes where there is little room. */
import type { Tick } from '../../../daemon/pictures/ticks.ts';

/** Thousands of large round numbers: 50000 is 50k. */
export function shortTick({ value, label }: Tick): string {
  const size = Math.abs(value);
  return size >= 1e4 && size < 1e6 && value % 100 === 0 ? `${String(value / 1000).replace('-', '−')}k` : label;
}
