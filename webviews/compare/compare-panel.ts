/** Several runs: their curves, final results, and the differences of their specs. */
import { css, html, nothing } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import { MAX_COMPARED } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import '../charts/lines/line-chart.ts';
import type { Curve, Level } from '../charts/lines/curves.ts';
import type { XRange } from '../charts/lines/step-range.ts';
import { answered } from '../components/base/answered.ts';
import { allStepsButton } from '../components/controls.ts';
import '../components/export-menu.ts';
import '../components/panel-bar.ts';
import { memo } from '../components/base/memo.ts';
import { PanelElement } from '../components/base/panel-element.ts';
import { Resource } from '../components/base/resource.ts';
import { runsNotice } from '../components/base/run-notice.ts';
import { NATS, type Unit } from '../components/likelihood-unit.ts';
import { panelStyles } from '../components/panel-styles.ts';
import { formatStrings, strings as shared } from '../components/strings.ts';
import { type Curves, type Described, fetchCurves, fetchDescribed } from './compare-data.ts';
import { compareHelp } from './compare-help.ts';
import { runFigures, runFiguresStyles } from './run-figures.ts';
import {
  fetchPictures,
  picturedRuns,
  picturedStep,
  type RunPicture,
  runPictures,
  runPicturesStyles,
} from './run-pictures.ts';
import { areImages, commonUnit, unitsOf } from './run-units.ts';
import { settingDifferences, settingDifferencesStyles } from './setting-differences.ts';
import { differencesSection, differencesStyles } from './spec-differences.ts';
import { strings } from './strings.ts';

const BUCKETS = 1200;

export class ComparePanel extends PanelElement {
  static override properties = { ...PanelElement.properties, range: { state: true } };
  static override styles = [
    panelStyles,
    runFiguresStyles,
    runPicturesStyles,
    settingDifferencesStyles,
    differencesStyles,
    css`
      .bar {
        padding: 2px 16px 8px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      fs-panel-bar {
        flex: 1 0 100%;
      }
    `,
  ];
  declare range: XRange | null;
  readonly #curves = new Resource<Curves>(this);
  readonly #pictures = new Resource<readonly RunPicture[]>(this);
  readonly #described = new Resource<readonly Described[]>(this);

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
    const weights = runs.map((run) => picturedStep(run)).join();
    this.#pictures.load(`${ids} ${weights}`, (signal) => fetchPictures(this.host, runs, signal), ids);
    this.#described.load(ids, (signal) => fetchDescribed(this.host, runs, signal));
  }

  override render() {
    const { snapshot } = this;
    const runs = this.#runs;
    const described = this.#described.value;
    // While the facts for another choice of runs load, the facts at hand are not those of these runs.
    const isKnown = described !== null && !this.#described.loading;
    const meaningful = isKnown ? runs.filter((_, i) => described[i]?.integers !== true) : null;
    const units = this.#units(runs);
    return html`
      ${snapshot === null ? nothing : this.#bar(snapshot, runs)}
      ${
        runs.length === 0
          ? runsNotice(snapshot, this.host)
          : html`<main>
              ${this.#chart(runs, units)}
              ${runFigures(runs, { floors: this.#floors, meaningful, units }, (run) => this.#leave(run))}
              ${this.help(strings.help, compareHelp(meaningful ?? runs, labelOf, commonUnit(units)), 'train')} ${this.#samples(runs)}
              ${settingDifferences(runs, labelOf)}
              ${differencesSection(runs, this.#described.value?.map(({ specText }) => specText) ?? null)}
            </main>`
      }
    `;
  }

  /** For images, bits/dim is the usual unit. */
  #units(runs: readonly RunInfo[]): readonly Unit[] {
    return unitsOf(runs, areImages(runs) && this.kept('bits', true));
  }

  #bar(snapshot: PanelSnapshot, runs: readonly RunInfo[]) {
    const { choices, subject } = snapshot;
    const others = choices.filter(({ runDir }) => !subject.runs.includes(runDir));
    const isFull = subject.runs.length >= MAX_COMPARED;
    return html`<div class="bar row">
      <fs-panel-bar .snapshot=${snapshot}></fs-panel-bar>
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
      ${this.flag('training', strings.showTraining)} ${this.flag('log', shared.logAxis)}
      ${areImages(runs) ? this.flag('bits', strings.bitsPerDimension, true) : nothing}
    </div>`;
  }

  #leave(runDir: string): void {
    const { subject } = this.snapshot!;
    this.host.show({ ...subject, runs: subject.runs.filter((run) => run !== runDir) });
  }

  /** In the order of the runs. */
  get #floors(): readonly (number | null)[] {
    return this.#curves.value?.runs.map(({ floor }) => floor) ?? [];
  }

  /** One line where all runs have the same floor. @param names of the runs, one on each line @param scales likewise */
  readonly #levels = memo((found: Curves, names: string, scales: string): readonly Level[] => {
    const labels = names.split('\n');
    const known = found.runs.flatMap(({ floor }, i) =>
      floor === null ? [] : [{ y: floor * scaleOf(scales, i), run: labels[i] ?? '' }],
    );
    const different = known.filter(({ y }, i) => known.findIndex((other) => other.y === y) === i);
    return different.map(({ y, run }) => ({
      y,
      label: different.length === 1 ? shared.exactFloor : strings.floorOf({ run }),
    }));
  });

  /** @param names of the runs, one on each line @param scales likewise */
  readonly #drawn = memo((found: Curves, withTraining: boolean, names: string, scales: string): readonly Curve[] => {
    const labels = names.split('\n');
    return found.runs
      .flatMap(({ training, validation }, i): readonly Curve[] => {
        const name = labels[i] ?? '';
        const own = validation.steps.length > 0 ? validation : training;
        const scaled = (values: readonly number[]) => values.map((value) => value * scaleOf(scales, i));
        return [
          { label: name, color: i, x: own.steps, y: scaled(own.values), points: own.steps.length < 60 },
          ...(withTraining && own !== training
            ? [
                {
                  label: strings.trainingOf({ run: name }),
                  color: i,
                  x: training.steps,
                  y: scaled(training.values),
                  faint: true,
                },
              ]
            : []),
        ];
      })
      .filter(({ x }) => x.length > 0);
  });

  #samples(runs: readonly RunInfo[]) {
    if (picturedRuns(runs).length === 0) return nothing;
    const place = (runDir: string) => runs.findIndex((run) => run.runDir === runDir);
    const name = (runDir: string) => labelOf(runs[place(runDir)] ?? { name: '', id: '' });
    return html`<section>
      <h2>${strings.samples}</h2>
      ${answered(this.#pictures, { waiting: strings.drawing, failed: strings.drawingFailed }, (pictures) =>
        runPictures(
          pictures.filter(({ run }) => place(run) >= 0),
          name,
          place,
        ),
      )}
    </section>`;
  }

  #zoom(range: XRange | null): void {
    this.range = range;
  }

  #chart(runs: readonly RunInfo[], units: readonly Unit[]) {
    const curves = this.#curves.value;
    const names = runs.map(labelOf).join('\n');
    const scales = units.map(({ scale }) => scale).join('\n');
    const save = () => this.host.save('flowscope-compared-runs.csv', curvesTable(runs, curves!));
    return html`<section>
      <div class="row spread">
        <h2>${strings.curves({ unit: (units[0] ?? NATS).unit })}</h2>
        <div class="row">
          ${allStepsButton(this.range, (range) => this.#zoom(range))}
          ${
            curves === null
              ? nothing
              : html`<fs-export-menu what=${shared.theCurves} .kinds=${['CSV']} @export=${save}></fs-export-menu>`
          }
        </div>
      </div>
      ${answered(
        this.#curves,
        { waiting: shared.readingCurves, failed: shared.curvesFailed },
        (found) => html`<fs-line-chart
          .curves=${this.#drawn(found, this.kept('training', false), names, scales)}
          .levels=${this.#levels(found, names, scales)}
          .range=${this.range}
          .extent=${found.extent}
          .log=${this.kept('log', false)}
          .height=${300}
          yTitle=${(units[0] ?? NATS).unit}
          label=${strings.curvesChart}
          @range=${(event: CustomEvent<XRange | null>) => this.#zoom(event.detail)}
        ></fs-line-chart>`,
      )}
    </section>`;
  }
}

/** @param scales of the runs, one on each line */
function scaleOf(scales: string, run: number): number {
  return Number(scales.split('\n')[run] ?? 1);
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

/** Runs of one flow have the same name, but a label is the user's own. */
function labelOf({ label, name, id }: Pick<RunInfo, 'label' | 'name' | 'id'>): string {
  return label ?? `${name} ${id.slice(-4)}`;
}
