/** What is at a place of the grid of images. */
import { formatNumber } from '../../daemon/format/numbers.ts';
import { linesOf, placeOf } from './sample-lines.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** The sample at a place of the grid, or null where a row of the data, one of its conditions or a summary is. */
export function shownAt(samples: Samples, place: number): { readonly sample: number | null; readonly caption: string } {
  const lines = linesOf(samples);
  const found = lines === null ? { sample: place } : placeOf(lines, place);
  if (!('sample' in found)) return { sample: null, caption: captionOf(samples, found) };
  const { sample } = found;
  return { sample, caption: strings.sampleImage({ index: sample, context: contextText(samples, sample) }) };
}

function captionOf(
  { by, conditions }: Samples,
  found: Exclude<ReturnType<typeof placeOf>, { readonly sample: number }>,
): string {
  if (by && 'summary' in found) {
    return strings[`summaryOfValue.${found.summary}`]({ column: by.column, value: by.values[found.line]! });
  }
  const row = conditions!.rows[found.line]!;
  return 'summary' in found
    ? strings[`summary.${found.summary}`]({ row })
    : strings.rowImage({ row, name: found.name });
}

/** The context of a sample, such as ` · label 7`; empty without one. */
function contextText({ contexts, contextValues }: Samples, sample: number): string {
  return contexts
    .map(({ column, values }, k) => {
      const value = contextValues?.[sample * contexts.length + k] ?? Number.NaN;
      return ` · ${column} ${values === null ? formatNumber(value, 3) : (values[value] ?? '')}`;
    })
    .join('');
}
