/** Means and deviations of the columns of samples and data as a table; of categories their shares. */
import { html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { circularMoments } from '../../../daemon/statistics/circle.ts';
import { takeColumns } from '../../../daemon/statistics/corner/column-axes.ts';
import { isConstant, momentsOf, weightedMomentsOf } from '../../../daemon/statistics/histograms.ts';
import { leftOutOf } from '../../../daemon/statistics/row-summary.ts';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import type { NotFinite } from '../../../protocol/not-finite.ts';
import { shortName } from '../../charts/base/elide-middle.ts';
import { leftOutLine } from '../../components/left-out.ts';
import { strings as shared } from '../../components/strings.ts';
import { categoryShares } from '../../corner/category-shares.ts';
import { namesIn, type Samples, turnIn } from '../samples-data.ts';
import { strings } from '../strings.ts';

export interface SampleMoments {
  readonly samples: ReturnType<typeof momentsOf> | null;
  readonly data: ReturnType<typeof momentsOf> | null;
  /** Samples that these leave out. */
  readonly notFinite: NotFinite | undefined;
}

export const NO_MOMENTS: SampleMoments = { samples: null, data: null, notFinite: undefined };

/** Over the rows whose coordinates are all finite. */
export function describeSamples({ values, rows, weights, point }: Samples): SampleMoments {
  const width = point[0] ?? 1;
  return {
    samples: momentsOf(finiteRows(values, width), width),
    data: rows && (weights ? weightedMomentsOf(rows, width, weights) : momentsOf(finiteRows(rows, width), width)),
    notFinite: leftOutOf(worstOfRows(values, width)).notFinite,
  };
}

export function momentsTable(samples: Samples, moments: SampleMoments) {
  const { values, rows, weights = null, point, columns, categories } = samples;
  const width = point[0] ?? 1;
  const hasNames = categories !== undefined;
  const text = (of: 'samples' | 'data', column: number, name: string) => {
    const [found, own] = [moments[of], of === 'samples' ? values : rows];
    if (found === null || own === null) return '';
    const names = namesIn(samples, name);
    if (names !== null)
      return categoryShares(takeColumns(own, width, [column])[0]!, names, of === 'data' ? weights : null);
    const turn = turnIn(samples, column);
    const { mean, std } =
      turn === null
        ? { mean: found.mean[column]!, std: found.std[column]! }
        : circularMoments(weightedColumn(own, width, column, of === 'data' ? weights : null), turn);
    const value = Number.isNaN(mean) && Number.isFinite(std) ? strings.allAround : formatNumber(mean);
    return isConstant(mean, std) ? shared.constant({ value }) : `${value} ± ${formatNumber(std)}`;
  };
  return html`<section>
    <h2>${strings.moments}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${strings.momentsByColumn}>
      <table>
        <thead>
          <tr>
            <th>${strings.column}</th>
            <th class="end">${hasNames ? strings.sampleSummary : strings.sampleMoments}</th>
            <th class="end">${hasNames ? strings.dataSummary : strings.dataMoments}</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from({ length: width }, (_, column) => {
            const name = columns[column] ?? `x${column}`;
            return html`<tr>
              <th scope="row" translate="no" title=${name}>${shortName(name)}</th>
              <td class="end">${text('samples', column, name)}</td>
              <td class="end">${text('data', column, name)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${leftOutLine(moments.notFinite, values.length / width, {
      quantity: strings.coordinate,
      several: true,
      summary: strings.everyMean,
      rows: 'samples',
    })}
    ${samples.turns === undefined ? nothing : html`<div class="muted">${strings.circularMoments}</div>`}
  </section>`;
}

function weightedColumn(values: ArrayValues, width: number, column: number, weights: ArrayLike<number> | null) {
  return {
    length: values.length / width,
    value: (row: number) => values[row * width + column]!,
    weight: (row: number) => weights?.[row] ?? 1,
  };
}

/** One value per row: one that is not finite, or 0. */
function worstOfRows(values: ArrayValues, width: number): Float64Array {
  const worst = new Float64Array(values.length / width);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) worst[Math.floor(i / width)] = values[i]!;
  }
  return worst;
}

function finiteRows(values: ArrayValues, width: number): ArrayValues {
  const worst = worstOfRows(values, width);
  return worst.every((value) => value === 0) ? values : values.filter((_, i) => worst[Math.floor(i / width)] === 0);
}
