/**
 * log π(z), then the log-det of each layer, up to log q(x): bars that start where the previous one ends, with whiskers from p10
 * to p90, and the gains, over an axis. One SVG, which can be saved.
 */
import { css, nothing, svg } from 'lit';
import { formatNats, formatShortNats } from '../../../daemon/format/numbers.ts';
import { roundTicks } from '../../../daemon/pictures/ticks.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { elideMiddle } from '../base/elide-middle.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';
import { strings } from '../strings.ts';
import { place, scaleFor, type WaterfallRow } from './waterfall-places.ts';

const ROW = 22;
const BAR = 12;
const HEAD = 24;
const GAP = 12;
/** CSS pixels below which numbers have two decimals and gains no bars. */
const NARROW = 480;
/** Least widths of the columns of numbers, CSS pixels, and the share of the width that labels have. */
const COLUMNS = {
  wide: { mean: 88, gainBar: 70, gain: 64, labels: 0.3 },
  narrow: { mean: 30, gainBar: 0, gain: 30, labels: 0.38 },
} as const;
const MOST_LABELS = 230;
/** Of the axis, of its unit below it, and of a line of the legend. */
const AXIS = 20;
const UNIT = 13;
const LINE = 18;
/** Between two ticks, at least. */
const TICK = 48;

/** Sends `choose` (a row's key) when the user selects a term. */
export class Waterfall extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    rows: { attribute: false },
    selected: {},
    label: {},
    heading: {},
    shortHeading: {},
  };
  declare rows: readonly WaterfallRow[];
  declare selected: string | null;
  /** What it shows, and the heading of its numbers. */
  declare label: string;
  declare heading: string;
  /** Without the unit, where there is little room. */
  declare shortHeading: string;
  readonly #ruler = document.createElement('canvas').getContext('2d')!;

  static override styles = [
    chartStyles,
    css`
    svg {
      overflow: visible;
    }
    text {
      dominant-baseline: central;
      font-variant-numeric: tabular-nums;
    }
    g.row:focus {
      outline: none;
    }
    g.term {
      cursor: pointer;
    }
    rect.hit {
      fill: transparent;
    }
    g.term:hover rect.hit {
      fill: var(--vscode-list-hoverBackground);
    }
    g.chosen rect.hit {
      fill: var(--vscode-list-inactiveSelectionBackground);
    }
    g.row:focus-visible rect.hit {
      stroke: var(--vscode-focusBorder);
    }
  `,
  ];

  constructor() {
    super();
    this.rows = [];
    this.selected = null;
    this.label = strings.waterfall;
    this.heading = strings.meanNats;
    this.shortHeading = strings.mean;
  }

  /** The SVG to export. */
  get picture(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  override render() {
    const { theme, width, rows } = this;
    if (theme === null || width === 0 || rows.length === 0) return nothing;
    const bottom = HEAD + rows.length * ROW + 4;
    const hasWhiskers = rows.some(({ p10 }) => p10 !== null);
    const isWide = width >= NARROW;
    const least = COLUMNS[isWide ? 'wide' : 'narrow'];
    const format = isWide ? formatNats : formatShortNats;
    const legend = legendLines(theme, isWide, hasWhiskers);
    const height = bottom + AXIS + UNIT + legend.length * LINE + 4;
    const hasGain = rows.some(({ gain }) => gain !== null);
    this.#ruler.font = `12px ${theme.font}`;
    const widthOf = (text: string) => this.#ruler.measureText(text).width;
    const longest = Math.max(...rows.map(({ label }) => Math.ceil(widthOf(label))));
    const labels = Math.min(MOST_LABELS, longest, Math.round(width * least.labels));
    const roomFor = (value: (row: WaterfallRow) => number | null, atLeast: number) =>
      rows.reduce((room, each) => Math.max(room, Math.ceil(widthOf(signed(value(each) ?? 0, format)))), atLeast);
    const columns = {
      mean: roomFor(({ mean }) => mean, least.mean),
      gain: roomFor(({ gain }) => gain, least.gain),
      gainBar: least.gainBar,
    };
    const right = columns.mean + (hasGain ? GAP + columns.gainBar + columns.gain : 0);
    const area = { left: labels + GAP, right: Math.max(labels + GAP + 40, width - right - GAP) };
    const meanRight = area.right + GAP + columns.mean;
    const placed = place(rows);
    const scale = scaleFor(placed, area);
    const most = Math.max(...rows.map(({ gain }) => Math.abs(gain ?? 0)), 1e-12);
    const gainLeft = width - columns.gain - columns.gainBar;
    const ticks = roundTicks(scale.low, scale.high, Math.max(1, Math.floor((area.right - area.left) / TICK)));
    const text = (x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', fill = theme.foreground) =>
      svg`<text x=${x} y=${y} text-anchor=${anchor} fill=${fill}>${content}</text>`;
    return svgPicture(
      theme,
      { width, height, label: this.label, fontSize: 12, role: 'list' },
      svg`
        ${text(0, HEAD / 2, strings.term, 'start', theme.muted)}
        ${text(meanRight, HEAD / 2, isWide ? this.heading : this.shortHeading, 'end', theme.muted)}
        ${hasGain ? text(width, HEAD / 2, isWide ? strings.gainNats : strings.gain, 'end', theme.muted) : nothing}
        ${
          scale.zero === null
            ? nothing
            : svg`<line x1=${scale.zero} x2=${scale.zero} y1=${HEAD} y2=${bottom} stroke=${theme.muted} />`
        }
        ${placed.map(({ row, from, to, low, high }, index) => {
          const y = HEAD + index * ROW;
          const middle = y + ROW / 2;
          const [left, end] = [Math.min(scale.at(from), scale.at(to)), Math.max(scale.at(from), scale.at(to))];
          // Sums are neither: only what a layer adds has the color of its sign.
          const isSum = row.kind === 'base' || row.kind === 'total';
          const color = isSum ? theme.muted : signColor(theme, row.mean);
          const next = placed[index + 1];
          // A figure that does not exist has no bar, and what comes after it has no place.
          const isDrawn = Number.isFinite(from) && Number.isFinite(to);
          const isTerm = row.kind === 'term';
          return svg`<g
            class="row ${row.kind} ${row.key === this.selected ? 'chosen' : ''}"
            role="listitem"
            tabindex=${isTerm ? 0 : -1}
            aria-current=${row.key === this.selected}
            aria-label=${strings.waterfallRow({ label: row.label, detail: row.detail })}
            @click=${() => isTerm && this.#choose(row.key)}
            @keydown=${(event: KeyboardEvent) => this.#onKey(event, index)}
          >
            <title>${strings.waterfallRow({ label: row.label, detail: row.detail })}</title>
            <rect class="hit" x="-4" y=${y} width=${width + 8} height=${ROW} fill="none" rx="3" />
            <g translate=${isTerm ? 'no' : nothing}>${text(0, middle, elideMiddle(row.label, labels, widthOf), 'start')}</g>
            ${isDrawn ? svg`<rect x=${left} y=${middle - BAR / 2} width=${Math.max(1, end - left)} height=${BAR} fill=${color} fill-opacity=${isSum ? SUM : 1} rx="1" />` : nothing}
            ${
              !isDrawn || next === undefined || next.row.kind === 'total'
                ? nothing
                : svg`<line x1=${scale.at(to)} x2=${scale.at(to)} y1=${middle + BAR / 2} y2=${middle + ROW - BAR / 2} stroke=${theme.muted} stroke-width="1" />`
            }
            ${row.p10 === null ? nothing : whiskers(theme, scale.at(low), scale.at(high), middle)}
            ${text(meanRight, middle, signed(row.mean, format, !isSum), 'end')}
            ${
              !hasGain || row.gain === null
                ? nothing
                : svg`${isWide ? gainBar(row.gain, gainLeft + columns.gainBar / 2, (Math.abs(row.gain) / most) * (columns.gainBar / 2), middle, theme) : nothing}
                    ${text(width, middle, signed(row.gain, format), 'end')}`
            }
          </g>`;
        })}
        <g font-size="11">
          <line x1=${area.left} x2=${area.right} y1=${bottom} y2=${bottom} stroke=${theme.muted} />
          ${ticks.map(
            ({ value, label }) => svg`
              <line x1=${scale.at(value)} x2=${scale.at(value)} y1=${bottom} y2=${bottom + 4} stroke=${theme.muted} />
              ${text(scale.at(value), bottom + AXIS / 2 + 3, label, 'middle', theme.muted)}`,
          )}
          ${text(area.right, bottom + AXIS + UNIT / 2, strings.nats, 'end', theme.muted)}
          ${legend.map((line, i) => svg`<text x="0" y=${bottom + AXIS + UNIT + (i + 0.5) * LINE + 2} fill=${theme.muted}>${line}</text>`)}
        </g>`,
    );
  }

  #choose(key: string): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: key }));
  }

  #onKey(event: KeyboardEvent, index: number): void {
    const row = this.rows[index]!;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (row.kind === 'term') this.#choose(row.key);
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = this.renderRoot.querySelectorAll<SVGGElement>('g.row')[index + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define('fs-waterfall', Waterfall);

/** Opacity of the bars of sums. */
const SUM = 0.55;

/** The colors at the ends of diverging maps: the same color for the same sign, in all themes and for all eyes. */
function signColor(theme: ChartTheme, value: number): string {
  return theme.series[value < 0 ? 0 : 1]!;
}

/** A gain that reads as zero has no bar. @param length CSS pixels */
function gainBar(gain: number, zero: number, length: number, middle: number, theme: ChartTheme) {
  if (isZero(formatNats(gain))) return nothing;
  const width = Math.max(1, length);
  return svg`<rect class="gain" x=${gain < 0 ? zero - width : zero} y=${middle - 3} width=${width} height="6" fill=${signColor(theme, gain)} />`;
}

/** From `low` to `high`, CSS pixels. */
function whiskers(theme: ChartTheme, low: number, high: number, middle: number) {
  const end = (x: number) => svg`<line x1=${x} x2=${x} y1=${middle - 3} y2=${middle + 3} stroke=${theme.foreground} />`;
  return svg`
    <line x1=${low} x2=${high} y1=${middle} y2=${middle} stroke=${theme.foreground} stroke-width="1" />
    ${end(low)}${end(high)}`;
}

/** @param isWide there is room for one line */
function legendLines(theme: ChartTheme, isWide: boolean, hasWhiskers: boolean) {
  const key = (value: number, label: string) => svg`<tspan fill=${signColor(theme, value)}>■</tspan> ${label}`;
  const signs = svg`${key(1, strings.positive)}\u2003${key(-1, strings.negative)}`;
  if (!hasWhiskers) return [signs];
  const spread = svg`<tspan fill=${theme.foreground}>├─┤</tspan> ${strings.whiskers}`;
  return isWide ? [svg`${signs}\u2003${spread}`] : [signs, spread];
}

function signed(value: number, format: (value: number) => string, plus = true): string {
  const text = format(value);
  return plus && value > 0 && !isZero(text) ? `+${text}` : text;
}

function isZero(text: string): boolean {
  return /^−?[0.]+$/.test(text);
}
