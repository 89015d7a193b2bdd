import type { DataProgress } from '../../protocol/data-progress.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';
import { formatBytes, formatCount } from './numbers.ts';

/** `Decoding images 1200/5000`, `Reading data 24.0 MiB/187.4 MiB`. */
export function dataProgressText(
  { what, done, total }: DataProgress,
  strings: GeneralStrings = GENERAL_ENGLISH,
): string {
  const format = what === 'reading-data' ? formatBytes : formatCount;
  return strings[`progress.${what}`]({ done: format(done), total: format(total) });
}
