/** Runs over each other: their curves, their last figures, and where their specs differ. */
import { css, html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatCount, formatEstimate, formatNats } from '../../daemon/cli/terminal/numbers.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import { MAX_COMPARED } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { type Curve, LineChart, type XRange } from '../charts/line-chart.ts';
import { csvBytes } from '../components/csv.ts';
import { ExportMenu } from '../components/export-menu.ts';
import { failureText } from '../components/failure-text.ts';
import { memo } from '../components/memo.ts';
import { PanelElement } from '../components/panel-element.ts';
import { PanelNotice } from '../components/panel-notice.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { Resource } from '../components/resource.ts';
import { selectStyles } from '../components/select-styles.ts';
import { type Curves, fetchCurves, fetchSpecs } from './compare-data.ts';
import { specDifferences } from './spec-differences.ts';

customElements.define('fs-line-chart', LineChart);
customElements.define('fs-notice', PanelNotice);
customElements.define('fs-export-menu', ExportMenu);

const BUCKETS = 1200;
/** A running training is looked at so often, milliseconds. */
const LIVE = 1000;

export class ComparePanel extends PanelElement {
  static override properties = { ...PanelElement.properties, range: { state: true } };
  static override styles = [
    panelStyles,
    selectStyles,
    css`
      .scroll {
        overflow-x: auto;
      }
      .best {
        font-weight: 600;
        color: var(--vscode-charts-green);
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

  /** Those that are still there. */
  get #runs(): readonly RunInfo[] {
    return this.snapshot?.shown.filter((run) => run !== null) ?? [];
  }

  protected override follow({ connection }: PanelSnapshot): void {
    const runs = this.#runs;
    if (connection !== 'connected' || runs.length === 0) return;
    const ids = runs.map(({ runDir }) => runDir).join('\n');
    const states = runs.map(({ status, updated }) => `${status} ${status === 'running' ? liveNow() : updated}`).join();
    this.#curves.load(`${ids} ${states}`, (signal) => fetchCurves(this.host, runs, BUCKETS, signal), ids);
    this.#specs.load(ids, (signal) => fetchSpecs(this.host, runs, signal));
  }

  override render() {
    const { snapshot } = this;
    if (snapshot === null) return html`<fs-notice heading="Loading…" busy></fs-notice>`;
    const runs = this.#runs;
    return html`
      ${this.#bar(snapshot)}
      ${
        runs.length > 0
          ? html`<main>${this.#chart(runs)} ${this.#figures(runs)} ${this.#differences(runs)}</main>`
          : snapshot.problem !== null
            ? html`<fs-notice
                heading="The daemon cannot be used"
                text=${snapshot.problem}
                action="Try Again"
                @act=${() => this.host.command('reload')}
              ></fs-notice>`
            : snapshot.connection !== 'connected'
              ? html`<fs-notice heading="Connecting to the daemon…" busy></fs-notice>`
              : html`<fs-notice heading="These runs are gone" text="Add others above."></fs-notice>`
      }
    `;
  }

  #bar({ choices, subject }: PanelSnapshot) {
    const others = choices.filter(({ runDir }) => !subject.runs.includes(runDir));
    const isFull = subject.runs.length >= MAX_COMPARED;
    return html`<div class="bar row">
      <select
        aria-label="Add a run"
        ?disabled=${isFull || others.length === 0}
        @change=${(event: Event) => {
          const list = event.target as HTMLSelectElement;
          if (list.value !== '') this.host.show({ ...subject, runs: [...subject.runs, list.value] });
          list.value = '';
        }}
      >
        <option value="">${isFull ? `at most ${MAX_COMPARED} runs` : 'Add a run…'}</option>
        ${others.map(({ runDir, name, id, status }) => html`<option value=${runDir}>${name} · ${status} · ${id.slice(-4)}</option>`)}
      </select>
      <vscode-checkbox
        label="training loss too"
        .checked=${this.kept('training', false)}
        @change=${(event: Event) => this.#set('training', (event.target as HTMLInputElement).checked)}
      ></vscode-checkbox>
      <vscode-checkbox
        label="log axis"
        .checked=${this.kept('log', false)}
        @change=${(event: Event) => this.#set('log', (event.target as HTMLInputElement).checked)}
      ></vscode-checkbox>
    </div>`;
  }

  #set(key: string, value: boolean): void {
    this.keep(key, value);
    this.requestUpdate();
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
            ? [{ label: `${name}, training`, color: i, x: training.steps, y: training.values, faint: true }]
            : []),
        ];
      })
      .filter(({ x }) => x.length > 0);
  });

  #chart(runs: readonly RunInfo[]) {
    const { value, error } = this.#curves;
    if (error !== null) {
      return html`<fs-notice
        heading="The curves cannot be read"
        text=${failureText(error)}
        action="Try Again"
        @act=${() => this.#curves.retry()}
      ></fs-notice>`;
    }
    if (value === null) return html`<fs-notice heading="Reading the curves…" busy></fs-notice>`;
    const withTraining = this.kept('training', false);
    const curves = this.#drawn(value, withTraining, runs.map(labelOf).join('\n'));
    return html`<section>
      <div class="row spread">
        <h2>Validation NLL, nats</h2>
        <div class="row">
          ${
            this.range === null
              ? nothing
              : html`<vscode-toolbar-button
                  icon="zoom-out"
                  label="Show all steps"
                  title="Show all steps"
                  @click=${() => {
                    this.range = null;
                  }}
                  >All steps</vscode-toolbar-button
                >`
          }
          <fs-export-menu what="the curves" .kinds=${['CSV']} @export=${() => this.#export(runs, value)}></fs-export-menu>
        </div>
      </div>
      <fs-line-chart
        .curves=${curves}
        .range=${this.range}
        .extent=${value.extent}
        .log=${this.kept('log', false)}
        .height=${300}
        label="Validation negative log-likelihood of the runs over their steps"
        @range=${(event: CustomEvent<XRange | null>) => {
          this.range = event.detail;
        }}
      ></fs-line-chart>
    </section>`;
  }

  #figures(runs: readonly RunInfo[]) {
    const best = Math.min(...runs.map(({ best: own }) => own?.nll ?? Number.POSITIVE_INFINITY));
    const remove = (runDir: string) => {
      const { subject } = this.snapshot!;
      this.host.show({ ...subject, runs: subject.runs.filter((run) => run !== runDir) });
    };
    return html`<section>
      <h2>Last figures</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th></th>
              <th>run</th>
              <th>state</th>
              <th class="end">validation NLL, nats</th>
              <th class="end">best NLL</th>
              <th class="end">parameters</th>
              <th class="end">seed</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${runs.map(
              (run, i) => html`<tr>
                <td class="key"><span class="c${i % 6}"></span></td>
                <th scope="row">${run.id}</th>
                <td>${run.status}, step ${formatCount(run.step)} of ${formatCount(run.steps)}</td>
                <td class="end">
                  ${run.validation?.nll == null ? '–' : formatEstimate(run.validation.nll, run.validation.se)}
                </td>
                <td class="end ${run.best?.nll === best ? 'best' : ''}">
                  ${run.best?.nll == null ? '–' : `${formatNats(run.best.nll)} at ${formatCount(run.best.step)}`}
                </td>
                <td class="end">${formatCount(run.parameters)}</td>
                <td class="end">${run.seed}</td>
                <td>
                  ${
                    runs.length < 2
                      ? nothing
                      : html`<vscode-toolbar-button
                          icon="close"
                          label="Leave out ${run.id}"
                          title="Leave out"
                          @click=${() => remove(run.runDir)}
                        ></vscode-toolbar-button>`
                  }
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="muted">NLL per data point on the held-out rows of each run; ± is two standard errors.</div>
    </section>`;
  }

  #differences(runs: readonly RunInfo[]) {
    const texts = this.#specs.value;
    if (texts === null || runs.length < 2) return nothing;
    const [first] = texts;
    return html`<section>
      <h2>Specs against ${runs[0]!.id}</h2>
      ${runs.slice(1).map((run, i) => {
        const text = texts[i + 1];
        const lines = first == null || text == null ? null : specDifferences(first, text);
        return html`<div>
          <div>${run.id}</div>
          ${
            lines === null
              ? html`<div class="muted">The text of one of the two is gone.</div>`
              : lines.length === 0
                ? html`<div class="muted">The same spec.</div>`
                : html`<ul>
                    ${lines.map((line) => html`<li><code>${line}</code></li>`)}
                  </ul>`
          }
        </div>`;
      })}
    </section>`;
  }

  #export(runs: readonly RunInfo[], { runs: curves }: Curves): void {
    const rows = curves.flatMap(({ training, validation }, i) => {
      const list = (kind: string, { steps, values }: typeof training) =>
        steps.map((step, at) => [runs[i]!.id, kind, step, values[at]!] as const);
      return [...list('training', training), ...list('validation', validation)];
    });
    this.host.save('flowscope-compared-runs.csv', csvBytes(['run', 'curve', 'step', 'nll'], rows));
  }
}

function labelOf({ name, id }: RunInfo): string {
  return `${name} ${id.slice(-4)}`;
}

function liveNow(): number {
  return Math.floor(performance.now() / LIVE);
}
