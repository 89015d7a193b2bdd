/** What `check` saw of a folder of images, for people. */
import type { FileExamination } from '../../protocol/file-examination.ts';
import { formatCount, formatCounted } from './numbers.ts';

/** More files are counted. */
const MOST_NAMES = 12;

/** Fields `images`, which says what was not checked, and `damaged`, one for each damaged file. */
export function examinationFields(examination: FileExamination | null): readonly (readonly [string, string])[] {
  if (examination === null) return [];
  const { files, decoded, damaged, listed } = examination;
  const shown = listed.slice(0, MOST_NAMES);
  const rest = damaged - shown.length;
  return [
    ['images', `${formatCount(files)}, ${depth(examination)}`],
    ...(decoded < files && damaged === 0
      ? [['', 'damage inside files that were not decoded is found by the first run'] as const]
      : []),
    ...shown.map(({ file, why }) => ['damaged', `${file} ${why}`] as const),
    ...(rest > 0 ? [['damaged', `${formatCounted(rest, 'more file')}`] as const] : []),
  ];
}

function depth({ files, decoded }: FileExamination): string {
  if (decoded >= files) return 'all decoded';
  return `headers read, ${formatCount(decoded)} decoded`;
}
