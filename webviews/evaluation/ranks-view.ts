/** Rows among samples: the coverage curve, and for each column and each latent the PIT histogram and the QQ plot. */
import { html, nothing } from 'lit';
import { formatCount, formatNumber, formatP, formatProbability } from '../../daemon/format/numbers.ts';
import { rankShape } from '../../daemon/statistics/calibration/rank-shape.ts';
import '../charts/bars/quantile-plot.ts';
import '../charts/bars/rank-bars.ts';
import '../charts/lines/band-plot.ts';
import { choice } from '../components/controls.ts';
import type { Coverage, Pit } from './evaluation-data.ts';
import { strings } from './strings.ts';

const COVERAGE_COLUMNS = [strings.coverageLevel, strings.coverageShare, strings.bandLow, strings.bandHigh];
/** Names of the values of columns of categories. */
export type Categories = readonly { readonly column: string; readonly values: readonly string[] }[];

/** Columns in the table, the least uniform first. */
const MOST = 20;

/** What the figures of columns, or of latents, are called. */
export const RANKS = {
  columns: {
    choice: strings.column,
    note: strings.ranksNote,
    rankColumns: [strings.rankAxis, strings.rowAxis],
    quantileColumns: [strings.sampleQuantiles, strings.rowQuantiles],
    table: strings.ranksTable,
  },
  latents: {
    choice: strings.latent,
    note: strings.latentsNote,
    rankColumns: [strings.latentRankAxis, strings.rowAxis],
    quantileColumns: [strings.baseQuantiles, strings.latentQuantiles],
    table: strings.latentsTable,
  },
} as const;

export function coverageView(coverage: Coverage) {
  return html`<div class="muted">${strings.coverageShows}</div>
    <fs-band-plot .band=${coverage} .columns=${COVERAGE_COLUMNS} label=${strings.coverageChart}></fs-band-plot>
    <div class="muted">${strings.coverageNote({ p: formatP(coverage.p) })}</div>
    ${weightedLine(coverage)}
    ${coverage.classes === undefined ? nothing : classesView(coverage.classes)}`;
}

function weightedLine({ rows, effectiveRows }: Pick<Pit, 'rows' | 'effectiveRows'>) {
  if (effectiveRows == null) return nothing;
  const words = { rows: formatCount(rows), size: formatCount(effectiveRows) };
  return html`<div class="muted">${strings.weightedRanks(words)}</div>`;
}

function classesView(classes: NonNullable<Coverage['classes']>) {
  const percent = (share: number | null) => `${(100 * (share ?? Number.NaN)).toFixed(1)} %`;
  const isWeighted = classes.some(({ effectiveRows }) => effectiveRows != null);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${strings.classes}>
    <table>
      <thead>
        <tr>
          <th scope="col">${strings.class}</th>
          <th scope="col" class="end">${strings.rowAxis}</th>
          ${isWeighted ? html`<th scope="col" class="end">${strings.effectiveSize}</th>` : nothing}
          <th scope="col" class="end">${strings.in50}</th>
          <th scope="col" class="end">${strings.in90}</th>
          <th scope="col" class="end">${strings.p}</th>
        </tr>
      </thead>
      <tbody>
        ${classes.map(
          ({ name, rows, effectiveRows, in50, in90, p }) => html`<tr>
            <td translate="no">${name}</td>
            <td class="end">${formatCount(rows)}</td>
            ${isWeighted ? html`<td class="end">${formatCount(effectiveRows ?? rows)}</td>` : nothing}
            <td class="end">${percent(in50)}</td>
            <td class="end">${percent(in90)}</td>
            <td class="end">${formatProbability(p)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function coverageHelp({ rows, samples }: Coverage): string {
  return strings.helpCoverage({ rows: formatCount(rows), samples: formatCount(samples) });
}

export function ranksHelp({ rows, samples, givenContext }: Pit): string {
  const text = strings.helpRanks({ rows: formatCount(rows), samples: formatCount(samples) });
  return givenContext ? `${text} ${strings.helpRanksOfContext}` : text;
}

/** Indices of the columns, the least uniform first. */
export function byUniformity({ columns }: Pit): readonly number[] {
  const order = [...columns.keys()];
  return order.sort(
    (a, b) => (columns[a]!.p ?? 0) - (columns[b]!.p ?? 0) || (columns[b]!.distance ?? 0) - (columns[a]!.distance ?? 0),
  );
}

/** @param chosen name of the column; another one: the least uniform */
export function ranksView(
  pit: Pit,
  words: (typeof RANKS)[keyof typeof RANKS],
  chosen: string,
  choose: (column: string) => void,
  categories: Categories = [],
) {
  const [expectedName, observedName] = words.quantileColumns;
  const order = byUniformity(pit);
  const shapes = pit.columns.map((column) => rankShape(column, pit.columns.length));
  const hasShapes = shapes.some((shape) => shape !== null);
  const shapeOf = (index: number) => {
    const shape = shapes[index] ?? null;
    return shape === null ? nothing : strings[shape];
  };
  const shown = pit.columns.find(({ name }) => name === chosen) ?? pit.columns[order[0]!]!;
  const { name, counts, expected, observed, cut, turn } = shown;
  const rankColumns = pit.effectiveRows == null ? words.rankColumns : [words.rankColumns[0], strings.weightedRowAxis];
  return html`<div class="muted">${words.note}</div>
    ${weightedLine(pit)}
    <div class="row">
      ${choice(
        { label: words.choice, value: name, set: choose },
        pit.columns.map((column) => [column.name, column.name] as const),
      )}
    </div>
    ${cut == null ? nothing : html`<div class="muted">${strings.cutAt({ place: formatNumber(cut) })}</div>`}
    <div class="pair">
      <div class="plot">
        <h3>${strings.ranksChart({ column: name })}</h3>
        <fs-rank-bars
          .counts=${counts}
          .low=${pit.low}
          .high=${pit.high}
          .columns=${rankColumns}
          label=${strings.ranksChart({ column: name })}
        ></fs-rank-bars>
      </div>
      <div class="plot">
        <h3>${strings.quantilesChart({ column: name })}</h3>
        <fs-quantile-plot
          .expected=${expected}
          .observed=${observed}
          .names=${categories.find(({ column }) => column === name)?.values ?? null}
          .turn=${cut === undefined || turn === undefined ? null : { cut, start: turn[0], period: turn[1] }}
          xLabel=${expectedName}
          yLabel=${observedName}
          label=${strings.quantilesChart({ column: name })}
        ></fs-quantile-plot>
        <fs-number-table
          .table=${{
            columns: words.quantileColumns,
            rows: expected.length,
            row: (i: number) => [expected[i], observed[i]].map((value) => formatNumber(value ?? Number.NaN)),
          }}
          what=${strings.quantilesChart({ column: name })}
        ></fs-number-table>
      </div>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label=${words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.choice}</th>
            <th scope="col" class="end">${strings.distance}</th>
            <th scope="col" class="end">${strings.p}</th>
            ${hasShapes ? html`<th scope="col">${strings.shape}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${order.slice(0, MOST).map((index) => {
            const column = pit.columns[index]!;
            return html`<tr aria-current=${column === shown ? 'true' : 'false'}>
              <td>
                <button class="link" translate="no" title=${strings.showColumn({ column: column.name })} @click=${() => choose(column.name)}>
                  ${column.name}
                </button>
              </td>
              <td class="end">${(column.distance ?? Number.NaN).toFixed(2)}</td>
              <td class="end">${formatProbability(column.p)}</td>
              ${hasShapes ? html`<td>${shapeOf(index)}</td>` : nothing}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}
