import type { DataProgress } from '../../protocol/data-progress.ts';
import { formatCount } from './numbers.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

/** `Decoding images 1200/5000`. */
export function dataProgressText({ what, done, total }: DataProgress, strings: FormatStrings = ENGLISH): string {
  return strings[`progress.${what}`]({ done: formatCount(done), total: formatCount(total) });
}
