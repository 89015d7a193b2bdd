/** Several runs: their curves, final figures, and the differences of their specs. */
import { css, html, nothing } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { formatCount, formatEstimate } from '../../daemon/format/numbers.ts';
import { stateText } from '../../daemon/format/run-state-text.ts';
import { compareValidations } from '../../daemon/statistics/row-summary.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import { MAX_COMPARED } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import '../charts/lines/line-chart.ts';
import type { Curve } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';
import { answered } from '../components/base/answered.ts';
import { button, check } from '../components/controls.ts';
import '../components/export-menu.ts';
import { memo } from '../components/base/memo.ts';
import { PanelElement } from '../components/base/panel-element.ts';
import { Resource } from '../components/base/resource.ts';
import { runsNotice } from '../components/base/run-notice.ts';
import { leftOutLine } from '../components/left-out.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { formatStrings } from '../components/strings.ts';
import { type Curves, fetchCurves, fetchSpecs } from './compare-data.ts';
import { specDifferences } from './spec-differences.ts';
import { strings } from './strings.ts';

const BUCKETS = 1200;

export class ComparePanel extends PanelElement {
  static override properties = { ...PanelElement.properties, range: { state: true } };
  static override styles = [
    panelStyles,
    css`
      .best {
        font-weight: 600;
        border-inline-end: 3px solid var(--vscode-charts-green);
        padding-inline-end: 8px;
      }
      td.key span {
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
      .whole,
      .at,
      .figures :is(th, td) {
        white-space: nowrap;
      }
      .figures th[scope='row'] {
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .at {
        display: block;
      }
      .figures {
        container-type: inline-size;
      }
      /* In a narrow column each run is a card. */
      @container (max-width: 680px) {
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
        .figures td.key {
          padding-inline-end: 8px;
        }
        .figures td.leave {
          order: 1;
          padding: 0;
        }
        .figures th[scope='row'] {
          overflow-wrap: anywhere;
        }
        .figures td[data-name] {
          order: 2;
          grid-column: 1 / -1;
          display: flex;
          justify-content: space-between;
          gap: 12px;
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
        .at {
          display: inline;
        }
      }
      code {
        font-family: var(--vscode-editor-font-family);
      }
      ul {
        margin: 0;
        padding-inline-start: 20px;
      }
      .bar {
        padding: 8px 16px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
    `,
  ];
  declare range: XRange | null;
  readonly #curves = new Resource<Curves>(this);
  readonly #specs = new Resource<readonly (string | null)[]>(this);

  constructor() {
    super();
    this.range = null;
  }

  /** The runs that still exist. */
  get #runs(): readonly RunInfo[] {
    return this.snapshot?.shown.filter((run) => run !== null) ?? [];
  }

  protected override forget(): void {
    this.range = null;
  }

  protected override ask(): void {
    const runs = this.#runs;
    if (runs.length === 0) return;
    const ids = runs.map(({ runDir }) => runDir).join('\n');
    // Every change of a run changes its status or `updated`.
    const states = runs.map(({ status, updated }) => `${status} ${updated}`).join();
    this.#curves.load(`${ids} ${states}`, (signal) => fetchCurves(this.host, runs, BUCKETS, signal), ids);
    this.#specs.load(ids, (signal) => fetchSpecs(this.host, runs, signal));
  }

  override render() {
    const { snapshot } = this;
    const runs = this.#runs;
    return html`
      ${snapshot === null ? nothing : this.#bar(snapshot)}
      ${
        runs.length === 0
          ? runsNotice(snapshot, this.host)
          : html`<main>${this.#chart(runs)} ${this.#figures(runs)} ${this.#differences(runs)}</main>`
      }
    `;
  }

  #bar({ choices, subject }: PanelSnapshot) {
    const others = choices.filter(({ runDir }) => !subject.runs.includes(runDir));
    const isFull = subject.runs.length >= MAX_COMPARED;
    return html`<div class="bar row">
      <select
        aria-label=${strings.addRun}
        ?disabled=${isFull || others.length === 0}
        @change=${(event: Event) => {
          const list = event.target as HTMLSelectElement;
          if (list.value !== '') this.host.show({ ...subject, runs: [...subject.runs, list.value] });
          list.value = '';
        }}
      >
        <option value="">${isFull ? strings.full({ most: MAX_COMPARED }) : strings.addRunChoice}</option>
        ${others.map(
          ({ runDir, name, id, status }) => html`<option value=${runDir}>
            ${strings.runChoice({ name, status: formatStrings[`status.${status}`], id: id.slice(-4) })}
          </option>`,
        )}
      </select>
      ${this.#flag('training', strings.trainingLoss)} ${this.#flag('log', strings.logAxis)}
    </div>`;
  }

  #flag(key: string, label: string) {
    return check({ label, value: this.kept(key, false), set: (value) => this.set(key, value) });
  }

  /** @param names of the runs, one on each line */
  readonly #drawn = memo((found: Curves, withTraining: boolean, names: string): readonly Curve[] => {
    const labels = names.split('\n');
    return found.runs
      .flatMap(({ training, validation }, i): readonly Curve[] => {
        const name = labels[i] ?? '';
        const own = validation.steps.length > 0 ? validation : training;
        return [
          { label: name, color: i, x: own.steps, y: own.values, points: own.steps.length < 60 },
          ...(withTraining && own !== training
            ? [
                {
                  label: strings.trainingOf({ run: name }),
                  color: i,
                  x: training.steps,
                  y: training.values,
                  faint: true,
                },
              ]
            : []),
        ];
      })
      .filter(({ x }) => x.length > 0);
  });

  #zoom(range: XRange | null): void {
    this.range = range;
  }

  #chart(runs: readonly RunInfo[]) {
    const curves = this.#curves.value;
    const save = () => this.host.save('flowscope-compared-runs.csv', curvesTable(runs, curves!));
    return html`<section>
      <div class="row spread">
        <h2>${strings.curves}</h2>
        <div class="row">
          ${this.range === null ? nothing : button('zoom-out', strings.showAllSteps, () => this.#zoom(null), strings.allSteps)}
          ${
            curves === null
              ? nothing
              : html`<fs-export-menu what=${strings.theCurves} .kinds=${['CSV']} @export=${save}></fs-export-menu>`
          }
        </div>
      </div>
      ${answered(
        this.#curves,
        { waiting: strings.reading, failed: strings.readingFailed },
        (found) => html`<fs-line-chart
          .curves=${this.#drawn(found, this.kept('training', false), runs.map(labelOf).join('\n'))}
          .range=${this.range}
          .extent=${found.extent}
          .log=${this.kept('log', false)}
          .height=${300}
          label=${strings.curvesChart}
          @range=${(event: CustomEvent<XRange | null>) => this.#zoom(event.detail)}
        ></fs-line-chart>`,
      )}
    </section>`;
  }

  #figures(runs: readonly RunInfo[]) {
    const known = runs.flatMap(({ best }) => (best === null || best.nll === null ? [] : [best]));
    const best = known.toSorted(compareValidations)[0];
    const isBest = (run: RunInfo) =>
      best !== undefined && run.best !== null && compareValidations(run.best, best) === 0;
    const remove = (runDir: string) => {
      const { subject } = this.snapshot!;
      this.host.show({ ...subject, runs: subject.runs.filter((run) => run !== runDir) });
    };
    return html`<section>
      <h2>${strings.figures}</h2>
      <div class="scroll figures">
        <table>
          <thead>
            <tr>
              <th></th>
              <th>${strings.run}</th>
              <th>${strings.state}</th>
              <th class="end">${strings.validationNll}</th>
              <th class="end">${strings.bestNll}</th>
              <th class="end">${strings.parameters}</th>
              <th class="end">${strings.seed}</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${runs.map(
              (run, i) => html`<tr>
                <td class="key"><span class="c${i % 6}"></span></td>
                <th scope="row" translate="no">${run.id}</th>
                <td data-name=${strings.state}>${stateText(run, formatStrings)}</td>
                <td class="end" data-name=${strings.validationNll}>
                  <span class="whole"
                    >${run.validation?.nll == null ? '–' : formatEstimate(run.validation.nll, run.validation.se)}</span
                  >
                </td>
                <td class="end ${isBest(run) ? 'best' : ''}" data-name=${strings.bestNll}>
                  ${run.best?.nll == null ? '–' : bestNll(run.best.nll, run.best)}
                </td>
                <td class="end" data-name=${strings.parameters}>${formatCount(run.parameters)}</td>
                <td class="end" data-name=${strings.seed}>${run.seed}</td>
                <td class="leave">
                  ${runs.length < 2 ? nothing : button('close', strings.remove({ run: run.id }), () => remove(run.runDir))}
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

  #differences(runs: readonly RunInfo[]) {
    const texts = this.#specs.value;
    if (texts === null || runs.length < 2) return nothing;
    const [first] = texts;
    return html`<section>
      <h2>${strings.differences({ run: runs[0]!.id })}</h2>
      ${runs.slice(1).map((run, i) => {
        const text = texts[i + 1];
        const lines = first == null || text == null ? null : specDifferences(first, text);
        return html`<div>
          <div translate="no">${run.id}</div>
          ${
            lines === null
              ? html`<div class="muted">${strings.specMissing}</div>`
              : lines.length === 0
                ? html`<div class="muted">${strings.noDifferences}</div>`
                : html`<ul translate="no">
                    ${lines.map((line) => html`<li><code>${line}</code></li>`)}
                  </ul>`
          }
        </div>`;
      })}
    </section>`;
  }
}

function bestNll(nll: number, { se = null, step }: NonNullable<RunInfo['best']>) {
  return html`<span
    ><span class="whole">${formatEstimate(nll, se)}</span>
    <span class="at">${strings.atStep({ step: formatCount(step) })}</span></span
  >`;
}

/** All points of all runs, as CSV. */
function curvesTable(runs: readonly RunInfo[], { runs: curves }: Curves): string {
  const rows = curves.flatMap(({ training, validation }, i) => {
    const list = (kind: string, { steps, values }: typeof training) =>
      steps.map((step, at) => [runs[i]!.id, kind, step, values[at]!] as const);
    return [...list('training', training), ...list('validation', validation)];
  });
  return writeTable(['run', 'curve', 'step', 'nll'], rows);
}

function labelOf({ name, id }: RunInfo): string {
  return `${name} ${id.slice(-4)}`;
}
