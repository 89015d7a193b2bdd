import type { DataProgress } from '../../protocol/data-progress.ts';
import { formatBytes, formatCount } from './numbers.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

/** `Decoding images 1200/5000`, `Reading data 24.0 MiB/187.4 MiB`. */
export function dataProgressText({ what, done, total }: DataProgress, strings: FormatStrings = ENGLISH): string {
  const format = what === 'reading-data' ? formatBytes : formatCount;
  return strings[`progress.${what}`]({ done: format(done), total: format(total) });
}
