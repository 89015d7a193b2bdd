/** The final results of several runs: a table, and a card for each run where there is no room for it. */
import { css, html, nothing } from 'lit';
import { formatCount, formatDuration, formatEstimate, formatNats } from '../../daemon/format/numbers.ts';
import { stateText } from '../../daemon/format/run-state-text.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { button } from '../components/controls.ts';
import { leftOutLine } from '../components/left-out.ts';
import { NATS, type Unit } from '../components/likelihood-unit.ts';
import { formatStrings } from '../components/strings.ts';
import { bestRuns } from './best-runs.ts';
import { otherUnit } from './run-units.ts';
import { strings } from './strings.ts';

export const runFiguresStyles = css`
  .best {
    font-weight: 600;
    border-inline-end: 3px solid var(--vscode-charts-green);
    padding-inline-end: 8px;
  }
  .key {
    display: inline-block;
    width: 14px;
    height: 3px;
    vertical-align: middle;
  }
  .c0 {
    background: var(--vscode-charts-blue);
  }
  .c1 {
    background: var(--vscode-charts-orange);
  }
  .c2 {
    background: var(--vscode-charts-green);
  }
  .c3 {
    background: var(--vscode-charts-purple);
  }
  .c4 {
    background: var(--vscode-charts-red);
  }
  .c5 {
    background: var(--vscode-charts-yellow);
  }
  td.leave vscode-toolbar-button {
    vertical-align: middle;
  }
  .label {
    display: block;
    color: var(--vscode-foreground);
  }
  .whole,
  .at,
  .figures :is(th, td) {
    white-space: nowrap;
  }
  .figures th[scope='row'] {
    min-width: 14ch;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .at {
    display: block;
  }
  .figures {
    container-type: inline-size;
  }
  /* Runs are few and are compared at a glance: all of them are seen. */
  .scroll.figures {
    max-height: none;
  }
  /* In a narrow column each run is a card. */
  @container (max-width: 880px) {
    .figures table,
    .figures tbody {
      display: block;
    }
    .figures thead {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .figures tr {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: baseline;
      padding: 6px 0;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .figures td:first-child {
      padding-inline-end: 8px;
    }
    .figures td.leave {
      order: 1;
      padding: 0;
    }
    .figures td[data-name] {
      order: 2;
      grid-column: 1 / -1;
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding-inline-end: 0;
    }
    .figures td[data-name]::before {
      content: attr(data-name);
      color: var(--vscode-descriptionForeground);
      font-weight: normal;
    }
    .figures td.best {
      border-inline-end: none;
    }
    .figures td[data-name] > span {
      margin-inline-start: auto;
      text-align: end;
      /* Its parts stay whole; between them it may wrap. */
      white-space: normal;
    }
    .at {
      display: inline;
    }
    .at::before {
      content: '· ';
    }
  }
`;

interface Known {
  /** Exact floors of the NLL, in the order of the runs; null: not known. */
  readonly floors: readonly (number | null)[];
  /** Seconds of training, in the same order. */
  readonly seconds: readonly (number | null)[];
  /** The runs whose NLLs are meaningful; null: not known. */
  readonly meaningful: readonly RunInfo[] | null;
  /** Of the NLLs, in the order of the runs. */
  readonly units: readonly Unit[];
}

/**
 * @param leave takes a run, by its directory, out of the comparison
 */
export function runFigures(
  runs: readonly RunInfo[],
  { floors, seconds, meaningful, units }: Known,
  leave: (runDir: string) => void,
) {
  const [{ unit } = NATS] = units;
  const names = {
    validation: strings.validationNll({ unit }),
    best: strings.bestNll({ unit }),
    floor: strings.floor({ unit }),
  };
  const hasFloor = floors.some((floor) => floor !== null);
  const isMeaningless = (run: RunInfo) => meaningful?.includes(run) === false;
  const best = bestRuns(meaningful ?? []);
  const isBest = (run: RunInfo) => best.includes(run);
  return html`<section>
    <h2>${strings.figures}</h2>
    <div class="scroll figures">
      <table>
        <thead>
          <tr>
            <th></th>
            <th>${strings.run}</th>
            <th>${strings.state}</th>
            <th class="end">${names.validation}</th>
            <th class="end">${names.best}</th>
            ${hasFloor ? html`<th class="end">${names.floor}</th>` : nothing}
            <th class="end">${strings.parameters}</th>
            <th class="end">${strings.trained}</th>
            <th class="end">${strings.seed}</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${runs.map(
            (run, i) => html`<tr>
              <td><span class="key c${i % 6}"></span></td>
              <th scope="row" translate="no">
                ${run.label === undefined ? nothing : html`<span class="label">${run.label}</span> `}${run.id}
              </th>
              <td data-name=${strings.state}>${stateText(run, formatStrings)}</td>
              <td class="end ${isMeaningless(run) ? 'muted' : ''}" data-name=${names.validation}>
                ${run.validation?.nll == null ? withoutNll(run) : nllView(run, run.validation, units[i]!)}
              </td>
              <td
                class="end ${isMeaningless(run) ? 'muted' : isBest(run) ? 'best' : ''}"
                data-name=${names.best}
              >
                ${run.best?.nll == null ? withoutNll(run) : bestNll(run, run.best, units[i]!)}
                ${isMeaningless(run) ? html`<span class="at">${strings.notMeaningful}</span>` : nothing}
              </td>
              ${hasFloor ? floorCell(run, floors[i] ?? null, units[i]!, names.floor) : nothing}
              <td class="end" data-name=${strings.parameters}>${formatCount(run.parameters)}</td>
              <td class="end" data-name=${strings.trained}>${secondsText(seconds[i] ?? null)}</td>
              <td class="end" data-name=${strings.seed}>${run.seed}</td>
              <td class="leave">
                ${runs.length < 2 ? nothing : button('close', strings.remove({ run: run.id }), () => leave(run.runDir))}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${runs.map(({ id, best: own }) =>
      own?.n === undefined
        ? nothing
        : leftOutLine(own.notFinite, own.n, { summary: strings.theBestNllOf({ run: id }) }),
    )}
    <div class="muted">${strings.figuresText}</div>
  </section>`;
}

function floorCell(run: RunInfo, floor: number | null, unit: Unit, name: string) {
  return html`<td class="end" data-name=${name}>${floor === null ? '–' : inUnits(run, floor, null, unit)}</td>`;
}

function bestNll(run: RunInfo, best: NonNullable<RunInfo['best']>, unit: Unit) {
  return html`<span
    >${nllView(run, best, unit)} <span class="at">${strings.atStep({ step: formatCount(best.step) })}</span></span
  >`;
}

interface Nll {
  readonly nll: number | null;
  readonly se?: number | null | undefined;
}

/** Says of a bound that it is one. */
function nllView(run: RunInfo, { nll, se = null }: Nll, unit: Unit) {
  return inUnits(run, nll ?? Number.NaN, se, unit, run.likelihood === 'bound');
}

function withoutNll({ likelihood }: RunInfo): string {
  return likelihood === 'none' ? strings.none : '–';
}

/**
 * A figure in the unit of its column; for images below it in the other one.
 * @param value nats @param se its standard error @param isBound the figure itself is unknown, but not above the value
 */
function inUnits(run: RunInfo, value: number, se: number | null, unit: Unit, isBound = false) {
  const other = otherUnit(run, unit);
  const marked = (text: string) => (isBound ? strings.atMost({ value: text }) : text);
  const text = formatEstimate(value * unit.scale, se === null ? null : se * unit.scale);
  return html`<span
    ><span class="whole">${marked(text)}</span> ${
      other === null
        ? nothing
        : html`<span class="at muted">${marked(formatNats(value * other.scale))} ${other.unit}</span>`
    }</span
  >`;
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(seconds);
}
