/** Several runs: their curves, final results, and the differences of their specs. */
import { css, html, nothing } from 'lit';
import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { startedText } from '../../daemon/format/started-text.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import { MAX_COMPARED } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { runHandle, runHandles } from '../../protocol/run-handle.ts';
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
import { JudgedRuns } from './judged/judged-runs.ts';
import { judgedSection } from './judged/judged-section.ts';
import { judgedTableStyles } from './judged/judged-table.ts';
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
    judgedTableStyles,
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
  readonly #judged = new JudgedRuns(this);

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

  /** Models of several kinds have little else in common. Otherwise it is for the user to ask. */
  #isJudged(runs: readonly RunInfo[]): boolean {
    const kinds = new Set(runs.map(({ model, likelihood }) => `${model} ${likelihood}`));
    return kinds.size > 1 || this.kept('judged', false);
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
    // After the pictures, which are quick.
    if (this.#isJudged(runs) && !this.#pictures.loading) this.#judged.load(this.host, runs, picturedStep);
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
              ${runFigures(runs, { floors: this.#floors, seconds: this.#seconds, meaningful, units }, (run) => this.#leave(run))}
              ${this.help(strings.help, compareHelp(meaningful ?? runs, labelOf, commonUnit(units)), 'train')} ${this.#samples(runs)}
              ${this.#judgedPart(runs)} ${settingDifferences(runs, labelOf)}
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
    const handles = runHandles(others);
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
          ({ runDir, started, status }, i) => html`<option value=${runDir} title=${runDir}>
            ${shared.runChoice({ run: handles[i]!, started: startedText(started), status: formatStrings[`status.${status}`] })}
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

  get #seconds(): readonly (number | null)[] {
    return this.#curves.value?.runs.map(({ seconds }) => seconds) ?? [];
  }

  #judgedPart(runs: readonly RunInfo[]) {
    return judgedSection(runs, this.#judged, {
      isShown: this.#isJudged(runs),
      show: () => this.set('judged', true),
      save: (name, content) => this.host.save(name, content),
      name: labelOf,
    });
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
          .curves=${this.#drawn(found, this.kept('training', false), runs.map(curveName).join('\n'), scales)}
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
      ${curvesNotes(runs)}
    </section>`;
  }
}

/** @param scales of the runs, one on each line */
function scaleOf(scales: string, run: number): number {
  return Number(scales.split('\n')[run] ?? 1);
}

/** Of a curve: a bound is not taken for the NLL. */
function curveName(run: RunInfo): string {
  return run.likelihood === 'bound' ? strings.upperBoundOf({ run: labelOf(run) }) : labelOf(run);
}

/** What the chart does not show, or shows only as bounds. */
function curvesNotes(runs: readonly RunInfo[]) {
  const without = runs.filter(({ likelihood }) => likelihood === 'none').map(labelOf);
  const notes = [
    ...(runs.some(({ likelihood }) => likelihood === 'bound') ? [strings.boundsInChart] : []),
    ...(without.length > 0 ? [strings.withoutNll({ runs: without.join(', ') })] : []),
  ];
  return notes.map((note) => html`<div class="muted">${note}</div>`);
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
  return label ?? runHandle({ name, id });
}
