/** Distributions of the values before and after a layer, one dimension at a time or all together. */
import { html, nothing } from 'lit';
import { formatCount, formatNumber } from '../../../daemon/format/numbers.ts';
import '../../charts/bars/histogram.ts';
import { choice } from '../../components/controls.ts';
import type { Detail, Side } from '../layers-data.ts';
import { strings } from '../strings.ts';

/** @param dimension that is shown, unless all are together @param choose shows another one */
export function layerHistograms({ input, output }: Detail, dimension: number, choose: (dimension: number) => void) {
  const sides = [
    { side: input, color: 0, outside: strings.inputOutside },
    { side: output, color: 1, outside: strings.outputOutside },
  ].flatMap(({ side, ...own }) => {
    const found = oneOf(side, dimension);
    return found === null ? [] : [{ ...found, ...own }];
  });
  const pooled = input.distribution.kind === 'histograms' && input.distribution.pooled;
  const size = input.mean.length;
  return html`<div>
    <div class="row">
      <h3>
        <span class="key"></span>${strings.inputKey} <span class="key out"></span>${pooled ? strings.pooledOutputKey : strings.outputKey}
      </h3>
      ${
        pooled || size < 2
          ? nothing
          : choice(
              { label: strings.dimension, value: dimension, set: choose },
              Array.from({ length: size }, (_, d) => [d, String(d)] as const),
            )
      }
    </div>
    <fs-histogram .distributions=${sides} label=${strings.distributions}></fs-histogram>
    ${sides.map(outsideLine)}
  </div>`;
}

interface Shown {
  readonly counts: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
  /** Values below and above the bins. */
  readonly below: number;
  readonly above: number;
  readonly least: number;
  readonly most: number;
}

/** null: the side has points instead. */
function oneOf({ distribution }: Side, dimension: number): Shown | null {
  if (distribution.kind !== 'histograms') return null;
  const { bins, counts, low, high, pooled, outside, extremes } = distribution;
  const at = pooled ? 0 : Math.min(dimension, low.length - 1);
  return {
    counts: counts.subarray(at * bins, (at + 1) * bins),
    low: low[at]!,
    high: high[at]!,
    below: outside[2 * at] ?? 0,
    above: outside[2 * at + 1] ?? 0,
    least: extremes[2 * at] ?? Number.NaN,
    most: extremes[2 * at + 1] ?? Number.NaN,
  };
}

/** The values that are not in the picture, in words; nothing if all are. */
function outsideLine({
  counts,
  below,
  above,
  low,
  high,
  least,
  most,
  outside,
}: Shown & { readonly outside: typeof strings.inputOutside }) {
  if (below + above === 0) return nothing;
  const inside = Array.from(counts).reduce((sum, count) => sum + count, 0);
  return html`<div class="muted">${outside({
    share: formatNumber((100 * (below + above)) / (inside + below + above), 2),
    below: formatCount(below),
    above: formatCount(above),
    low: formatNumber(low, 3),
    high: formatNumber(high, 3),
    least: formatNumber(least, 3),
    most: formatNumber(most, 3),
  })}</div>`;
}
