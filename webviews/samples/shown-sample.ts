/** What is at a place of the grid of images. */
import { formatNumber } from '../../daemon/format/numbers.ts';
import { placeOf } from './condition-lines.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** The sample at a place of the grid, or null where a row of the data, one of its conditions or a summary is. */
export function shownAt(samples: Samples, place: number): { readonly sample: number | null; readonly caption: string } {
  const found = samples.conditions === null ? { sample: place } : placeOf(samples.conditions, place);
  if ('summary' in found) return { sample: null, caption: strings[`summary.${found.summary}`](found) };
  if (!('sample' in found)) return { sample: null, caption: strings.rowImage(found) };
  const { sample } = found;
  return { sample, caption: strings.sampleImage({ index: sample, context: contextText(samples, sample) }) };
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
