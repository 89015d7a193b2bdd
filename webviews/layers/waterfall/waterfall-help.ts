/** What the waterfall says in words: why its bars are not gains, and whether its terms add up. */
import { layerLabel } from '../../../daemon/format/layer-label.ts';
import { formatNats } from '../../../daemon/format/numbers.ts';
import type { LayersResult, LayerTerm } from '../layers-data.ts';
import { isTooLargeToCheck } from '../layers-figures.ts';
import { strings } from '../strings.ts';

/** The example is the layer of this flow whose log-det exceeds its gain most. */
export function whyText({ layers }: LayersResult): string {
  const excess = ({ mean, gain }: LayerTerm) => Math.abs(mean ?? 0) - Math.abs(gain ?? Number.POSITIVE_INFINITY);
  const own = layers.filter(({ index, kind }) => index >= 0 && kind === 'log-det');
  const example = own.toSorted((a, b) => excess(b) - excess(a))[0];
  if (example === undefined || !(excess(example) > 0)) return strings.whyText;
  const { mean, gain } = example;
  const values = { layer: layerLabel(example).trim(), logDet: formatNats(mean), gain: formatNats(gain) };
  return `${strings.whyExample(values)} ${strings.whyText}`;
}

/** Whether the terms add up; `unknown`: float32 cannot tell. */
export function checkedSum({ sumOk, total }: LayersResult): { kind: 'ok' | 'wrong' | 'unknown'; text: string } {
  if (!sumOk) return { kind: 'wrong', text: strings.sumWrong };
  if (isTooLargeToCheck(total)) return { kind: 'unknown', text: strings.sumTooLarge };
  return { kind: 'ok', text: total.notFinite === undefined ? strings.sumExact : strings.sumExactIfFinite };
}
