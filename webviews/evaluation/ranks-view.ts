/** Rows among samples: the coverage curve, and for each column the PIT histogram and the QQ plot. */
import { html } from 'lit';
import { formatCount, formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/bars/quantile-plot.ts';
import '../charts/bars/rank-bars.ts';
import '../charts/lines/band-plot.ts';
import { choice } from '../components/controls.ts';
import type { Coverage, Pit } from './evaluation-data.ts';
import { strings } from './strings.ts';

const COVERAGE_COLUMNS = [strings.coverageLevel, strings.coverageShare, strings.bandLow, strings.bandHigh];
const RANK_COLUMNS = [strings.rankAxis, strings.rowAxis];
/** Columns in the table, the least uniform first. */
const MOST = 20;

export function coverageView(coverage: Coverage) {
  return html`<fs-band-plot .band=${coverage} .columns=${COVERAGE_COLUMNS} label=${strings.coverageChart}></fs-band-plot>
    <div class="muted">${strings.coverageNote({ p: formatP(coverage.p) })}</div>`;
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
export function ranksView(pit: Pit, chosen: string, choose: (column: string) => void) {
  const order = byUniformity(pit);
  const shown = pit.columns.find(({ name }) => name === chosen) ?? pit.columns[order[0]!]!;
  const { name, counts, expected, observed } = shown;
  return html`<div class="row">
      ${choice(
        { label: strings.column, value: name, set: choose },
        pit.columns.map((column) => [column.name, column.name] as const),
      )}
    </div>
    <div class="pair">
      <div class="plot">
        <h3>${strings.ranksChart({ column: name })}</h3>
        <fs-rank-bars
          .counts=${counts}
          .low=${pit.low}
          .high=${pit.high}
          .columns=${RANK_COLUMNS}
          label=${strings.ranksChart({ column: name })}
        ></fs-rank-bars>
      </div>
      <div class="plot">
        <h3>${strings.quantilesChart({ column: name })}</h3>
        <fs-quantile-plot
          .expected=${expected}
          .observed=${observed}
          xLabel=${strings.sampleQuantiles}
          yLabel=${strings.rowQuantiles}
          label=${strings.quantilesChart({ column: name })}
        ></fs-quantile-plot>
        <fs-number-table
          .table=${{
            columns: [strings.sampleQuantiles, strings.rowQuantiles],
            rows: expected.length,
            row: (i: number) => [expected[i], observed[i]].map((value) => formatNumber(value ?? Number.NaN)),
          }}
          what=${strings.quantilesChart({ column: name })}
        ></fs-number-table>
      </div>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label=${strings.ranksTable}>
      <table>
        <thead>
          <tr>
            <th scope="col">${strings.column}</th>
            <th scope="col" class="end">${strings.distance}</th>
            <th scope="col" class="end">${strings.p}</th>
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
              <td class="end">${formatNumber(column.distance ?? Number.NaN, 2)}</td>
              <td class="end">${formatP(column.p)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

function formatP(p: number | null): string {
  return p !== null && p < 1e-4 ? '< 0.0001' : formatNumber(p ?? Number.NaN, 2);
}
