/** The density of one or two columns, given values of all others, with a slider for each of them. */
import { html, LitElement, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import '../../charts/lines/density-curve.ts';
import '../../charts/plane/plane-map.ts';
import type { PlanePoint } from '../../charts/plane/plane-cells.ts';
import type { PlaneProbe } from '../../charts/plane/plane-map.ts';
import type { Extent } from '../../charts/plane/plane-navigation.ts';
import { answered } from '../../components/base/answered.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import { memo } from '../../components/base/memo.ts';
import { Resource } from '../../components/base/resource.ts';
import { button, check, choice } from '../../components/controls.ts';
import '../../components/export-menu.ts';
import { panelStyles } from '../../components/panel-styles.ts';
import { strings as shared } from '../../components/strings.ts';
import { strings } from '../strings.ts';
import {
  type ConditionalChoices,
  columnChoices,
  fromRow,
  hasOwnValues,
  keptChoices,
  NO_CHOICES,
  offeredColumns,
  offeredOrder,
  withColumns,
  withContext,
  withValue,
} from './choices.ts';
import { type Conditional, conditionalParams, endsOf, fetchConditional } from './conditional-data.ts';
import { EXPORTS, exportConditional } from './conditional-export.ts';
import { conditionalStyles } from './conditional-styles.ts';
import { momentFigures, notesOf, scaleTitle, titleOf } from './conditional-texts.ts';
import { drawnLine, drawnPlane } from './drawn-density.ts';
import { heldList, valueControls, valueStyles } from './value-controls.ts';

/** Milliseconds without a move after which the picture becomes finer, and the choices are remembered. */
const REST = 160;

/** Sends `remember` ({ run, choices }) when a choice has come to rest. */
export class ConditionalView extends LitElement {
  static override properties = {
    host: { attribute: false },
    subject: { attribute: false },
    remembered: { attribute: false },
    isLog: { attribute: false },
    offline: { attribute: false },
    choices: { state: true },
    extent: { state: true },
    probe: { state: true },
    isMoving: { state: true },
  };
  declare host: PanelHost;
  declare subject: Subject | null;
  /** What an earlier `remember` sent; undefined: nothing. */
  declare remembered: unknown;
  /** Shows the logarithm. */
  declare isLog: boolean;
  /** A file answers: values cannot be chosen. */
  declare offline: boolean;
  declare choices: ConditionalChoices;
  /** The shown part of the plane of two columns; null: around the training rows. */
  declare extent: Extent | null;
  declare probe: PlanePoint | null;
  /** A slider moved within the last moments. */
  declare isMoving: boolean;
  #run = '';
  #rest = 0;
  readonly #answer = new Resource<Conditional>(this);

  static override styles = [panelStyles, valueStyles, conditionalStyles];

  constructor() {
    super();
    this.subject = null;
    this.isLog = false;
    this.offline = false;
    this.choices = NO_CHOICES;
    this.extent = null;
    this.probe = null;
    this.isMoving = false;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#rest);
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    const { subject } = this;
    if (subject === null) return;
    if (subject.run !== this.#run) {
      this.#run = subject.run;
      this.choices = keptChoices(this.remembered, subject.run);
      this.extent = null;
      this.probe = null;
      this.#answer.forget();
    }
    const { choices, extent, isMoving, offline } = this;
    const params = conditionalParams({ choices, extent: offline ? null : extent, isMoving: isMoving && !offline });
    // While a slider moves, an older request completes first: otherwise none would before it rests.
    this.#answer.load(
      `${subject.key} ${JSON.stringify(params)}`,
      (signal) => fetchConditional(this.host, subject, params, signal),
      `${subject.run} ${params.columns?.length} ${params.cells}`,
    );
  }

  override render() {
    const { value, error } = this.#answer;
    const texts = { waiting: strings.drawingConditional, failed: strings.conditionalFailed };
    // Without the controls, nothing else could be chosen.
    if (error !== null && value !== null) {
      const notice = answered(this.#answer, texts, () => html``);
      return html`<div class="answer">${this.#head(value)} ${notice} ${this.#held(value)}</div>`;
    }
    return answered(
      this.#answer,
      texts,
      (found) => html`${this.#head(found)} ${momentFigures(found)} ${notesOf(found)}
        <div class="panes">
          ${found.axes.length === 1 ? this.#curve(found) : this.#map(found)} ${this.#held(found)}
        </div>`,
    );
  }

  #choose(choices: ConditionalChoices): void {
    this.choices = choices;
    this.isMoving = true;
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => {
      this.isMoving = false;
      const offered = this.#offered;
      const detail = { run: this.#run, choices: this.choices, ...(offered === null ? {} : { offered }) };
      this.dispatchEvent(new CustomEvent('remember', { detail }));
    }, REST);
  }

  /** Of a report. */
  get #offered() {
    return this.offline ? offeredColumns(this.remembered) : null;
  }

  #head(found: Conditional) {
    const { axes, columns } = found;
    const offered = this.#offered;
    const [first, second] = this.choices.columns ?? axes.map(({ name }) => name);
    const names = columns.map(({ name }) => name);
    const choices = columnChoices(offered, names, first!);
    const pick = (a: string, b: string) => {
      this.extent = null;
      this.probe = null;
      this.#choose(offeredOrder(offered, withColumns(this.choices, a, b)));
    };
    return html`<div class="row spread">
        <div class="row">
          ${choice({ label: strings.column, value: first!, set: (name) => pick(name, second ?? '') }, named(choices.first))}
          ${
            columns.length < 2
              ? nothing
              : choice(
                  { label: strings.secondColumn, value: second ?? '', set: (name) => pick(first!, name) },
                  named(choices.second),
                )
          }
          ${check({
            label: strings.logScale,
            value: this.isLog,
            set: (isLog) => this.dispatchEvent(new CustomEvent('log', { detail: isLog })),
          })}
        </div>
        <div class="row">
          ${this.extent === null ? nothing : button('zoom-out', shared.showAll, () => this.#zoom(null), shared.showAll)}
          <fs-export-menu
            what=${strings.theConditional}
            .kinds=${EXPORTS}
            @export=${(event: CustomEvent<string>) => exportConditional(event.detail, found, this.#run, this.host)}
          ></fs-export-menu>
        </div>
      </div>`;
  }

  readonly #line = memo(drawnLine);

  #curve(found: Conditional) {
    const { row, axes, held } = found;
    const [axis] = axes;
    const title = titleOf(found, this.isLog);
    const own = held.find(({ name }) => name === axis!.name)?.value ?? null;
    const mark = row === null || Object.hasOwn(this.choices.at, axis!.name) ? null : own;
    return html`<div>
      <h2 translate="no">${title}</h2>
      <fs-density-curve
        .line=${this.#line(found, this.isLog)}
        .extent=${endsOf(found, 0)}
        .mark=${mark}
        markLabel=${mark === null ? '' : strings.valueOfRow({ column: axis!.name, row: row!, value: formatNumber(mark) })}
        .floor=${this.isLog ? null : 0}
        xTitle=${axis!.name}
        yTitle=${scaleTitle(found, this.isLog)}
        label=${title}
      ></fs-density-curve>
    </div>`;
  }

  readonly #plane = memo(drawnPlane);

  #map(found: Conditional) {
    const { plane, limits } = this.#plane(found, this.isLog);
    const title = titleOf(found, this.isLog);
    return html`<div class="map">
      <h2 translate="no">${title}</h2>
      <fs-plane-map
        .plane=${plane}
        .view=${this.extent}
        .limits=${limits}
        .probe=${this.probe ?? this.#rowPoint(found)}
        .columns=${found.axes.map(({ name }) => name)}
        map="sequential"
        unit=${this.isLog ? 'nats' : ''}
        scale=${scaleTitle(found, this.isLog)}
        label=${title}
        @extent=${(event: CustomEvent<Extent | null>) => this.#zoom(event.detail)}
        @probe=${({ detail: { point } }: CustomEvent<PlaneProbe>) => {
          this.probe = point;
        }}
      ></fs-plane-map>
    </div>`;
  }

  readonly #rowPoint = memo(({ row, axes, held }: Conditional): PlanePoint | null => {
    const [x, y] = axes.map((axis) => held.find(({ name }) => name === axis.name)?.value);
    return row === null || x == null || y == null ? null : { x, y };
  });

  #zoom(extent: Extent | null): void {
    this.extent = extent;
    this.#choose(this.choices);
  }

  #held(found: Conditional) {
    const { choices } = this;
    if (this.offline) {
      return html`<div class="held">
        <h2>${strings.heldValues}</h2>
        ${heldList(found)}
        <div class="muted">${found.context === null ? strings.heldOffline : strings.heldOfflineContext}</div>
      </div>`;
    }
    return html`<div class="held">
      <div class="row">
        <h2>${strings.heldValues}</h2>
        <label title=${strings.fromRowHelp({ last: found.rows - 1 })}
          >${strings.fromRow}
          <input
            class="row"
            type="number"
            min="0"
            max=${found.rows - 1}
            .value=${choices.row === null ? '' : String(choices.row)}
            @change=${(event: Event) => this.#setRow((event.target as HTMLInputElement).value, found.rows)}
        /></label>
        ${button('home', strings.mediansHelp, () => this.#choose(fromRow(choices, null)), strings.medians)}
        ${
          choices.row !== null && hasOwnValues(choices)
            ? button('discard', strings.backToRow, () => this.#choose(fromRow(choices, choices.row)), strings.backToRow)
            : nothing
        }
      </div>
      ${valueControls(found, choices, {
        set: (column, value) => this.#choose(withValue(this.choices, column, value)),
        setContext: (column, value) => this.#choose(withContext(this.choices, column, value)),
      })}
    </div>`;
  }

  /** Nothing written: the medians. */
  #setRow(text: string, rows: number): void {
    const row = text.trim() === '' ? null : Number(text);
    if (row === null || (Number.isSafeInteger(row) && row >= 0 && row < rows)) this.#choose(fromRow(this.choices, row));
    else this.requestUpdate();
  }
}

customElements.define('fs-conditional', ConditionalView);

function named(names: readonly string[]) {
  return names.map((name) => [name, name === '' ? strings.noSecond : name] as const);
}
