/** Paths in the plane of the data as lines with marks, over points of the data, as one SVG. */
import { css, html, nothing, svg } from 'lit';
import '../base/number-table.ts';
import { chartStyles, legendStyles } from '../base/chart-styles.ts';
import { shortName } from '../base/elide-middle.ts';
import { MeasuredElement } from '../base/measured-element.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { svgPicture } from '../base/svg-picture.ts';
import type { ChartTheme } from '../base/theme.ts';
import { aspectOf } from '../plane/plane-navigation.ts';
import { around, pointTexts, rangeTexts } from '../plane/plane-points.ts';
import { strings } from '../strings.ts';
import { nearestPoint } from './nearest-point.ts';
import { type PlaceColors, placePalette } from './place-colors.ts';

export interface PlaneWay {
  readonly label: string;
  /** [n, 2] */
  readonly values: ArrayLike<number>;
  /** Describes the direction. */
  readonly detail?: string;
  /** Titles of the n points. */
  readonly names: readonly string[];
}

/** Intervals between the marks of a path. */
const MARKS = 8;
/** CSS pixels. */
const LARGEST = 520;
const EDGE = 6;

/** Sends `row` (the index of a point) when the user clicks one. */
export class TraversalPaths extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    ways: { attribute: false },
    points: { attribute: false },
    colors: { attribute: false },
    choosable: { type: Boolean },
    columns: { attribute: false },
    label: {},
  };
  declare ways: readonly PlaneWay[];
  /** [n, 2] data points; empty until they have loaded. */
  declare points: ArrayLike<number>;
  /** Of the points; null: all have one color. */
  declare colors: PlaceColors | null;
  /** Points can be chosen. */
  declare choosable: boolean;
  /** Names of x and y. */
  declare columns: readonly string[];
  declare label: string;

  static override styles = [
    chartStyles,
    legendStyles,
    css`
    .choosable > svg {
      cursor: pointer;
    }
  `,
  ];

  constructor() {
    super();
    this.ways = [];
    this.points = [];
    this.colors = null;
    this.choosable = false;
    this.columns = ['x', 'y'];
    this.label = '';
  }

  /** The SVG to export. */
  get picture(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  override render() {
    const { theme, width, ways, points, columns, choosable } = this;
    if (theme === null || width === 0 || ways.length === 0) return nothing;
    const size = Math.min(width, LARGEST);
    const extent = around([...ways, { values: points }]);
    const [left, right, bottom, top] = extent;
    const height = Math.round(size * aspectOf(extent));
    const x = (value: number) => EDGE + ((value - left) / (right - left)) * (size - 2 * EDGE);
    const y = (value: number) => EDGE + ((top - value) / (top - bottom)) * (height - 2 * EDGE);
    const color = (i: number) => theme.series[(i < 1 ? i : i + 1) % theme.series.length]!;
    const [rangeX, rangeY] = rangeTexts(columns.map(shortName), extent);
    const choose = (event: MouseEvent) => {
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const row = choosable ? nearestPoint(points, [event.clientX - box.left, event.clientY - box.top], x, y) : null;
      if (row !== null) this.dispatchEvent(new CustomEvent('row', { detail: row }));
    };
    return html`<div class=${choosable ? 'choosable' : ''} @click=${choose}>${svgPicture(
      theme,
      { width: size, height, label: this.label },
      svg`
        <rect x="0.5" y="0.5" width=${size - 1} height=${height - 1} fill="none" stroke=${theme.grid} />
        ${this.#points(theme, x, y)}
        ${ways.map((way, i) => drawn(way, color(i), theme.background, x, y))}
        <text x=${EDGE + 4} y=${height - EDGE - 4} fill=${theme.muted}><title>${columns[0]}</title>${rangeX}</text>
        <text x=${size - EDGE - 4} y=${height - EDGE - 4} text-anchor="end" fill=${theme.muted}><title>${columns[1]}</title>${rangeY}</text>`,
    )}</div>
      ${saveButton(this, 'SVG', this.label, () => this.picture)}
      <ul>
        ${ways.map(({ label, detail = '' }, i) => namedWay(label, color(i), detail))}
        ${points.length > 0 ? namedPoints(strings.heldOutData, this.colors === null ? [theme.series[1]!] : someColors(theme.isDark)) : nothing}
      </ul>
      <fs-number-table .table=${wayTable(ways, columns)} what=${this.label}></fs-number-table>`;
  }

  /** All points of one color are one path. */
  #points(theme: ChartTheme, x: Scale, y: Scale) {
    const { points, colors } = this;
    const all = Array.from({ length: points.length / 2 }, (_, i) => i);
    const drawn = (of: readonly number[], color: string) => svg`<path
      d=${of.map((i) => `M${x(points[2 * i]!).toFixed(1)} ${y(points[2 * i + 1]!).toFixed(1)}h0`).join('')}
      stroke=${color} stroke-width="2.5" stroke-linecap="round" opacity=${colors === null ? 0.55 : 0.75} />`;
    if (colors === null || colors.bins.length !== all.length) return drawn(all, theme.series[1]!);
    const groups = Map.groupBy(all, (i) => colors.bins[i]!);
    const palette = placePalette(theme.isDark);
    return [...groups].map(([bin, of]) => drawn(of, palette[bin]!));
  }
}

customElements.define('fs-traversal-paths', TraversalPaths);

function namedWay(label: string, color: string, detail: string) {
  const key = svg`<rect y="2.5" width="12" height="3" fill=${color} />`;
  return html`<li title=${detail}><svg width="12" height="8" aria-hidden="true">${key}</svg>${label}</li>`;
}

/** @param colors one, or some of many */
function namedPoints(label: string, colors: readonly string[]) {
  const at = (i: number) => 6 + 4 * (i - (colors.length - 1) / 2);
  const key = colors.map(
    (color, i) => svg`<rect x=${at(i) - 2.5} y="1.5" width="5" height="5" rx="2.5" fill=${color} />`,
  );
  return html`<li><svg width="12" height="8" aria-hidden="true">${key}</svg>${label}</li>`;
}

/** The marks of all paths. */
function wayTable(ways: readonly PlaneWay[], [x = 'x', y = 'y']: readonly string[]): NumberTable {
  const rows = ways.flatMap(({ label, names, values }) =>
    markedPoints(names.length).map((i) => [label, names[i]!, ...pointTexts(values, i)]),
  );
  return { columns: [strings.path, strings.position, x, y], rows: rows.length, row: (index) => rows[index]! };
}

/** Indices of the points of a path that are marked and listed, its ends included. */
export function markedPoints(n: number): number[] {
  const every = Math.max(1, Math.round((n - 1) / MARKS));
  return Array.from({ length: n }, (_, i) => i).filter((i) => i % every === 0);
}

type Scale = (value: number) => number;

function drawn({ label, values, names }: PlaneWay, color: string, ground: string, x: Scale, y: Scale) {
  const n = values.length / 2;
  const at = Array.from({ length: n }, (_, i) => [x(values[2 * i]!), y(values[2 * i + 1]!)] as const);
  const path = at.map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${a.toFixed(1)} ${b.toFixed(1)}`).join('');
  return svg`<g>
    <path d=${path} fill="none" stroke=${ground} stroke-width="4.5" stroke-opacity="0.6" stroke-linejoin="round" />
    <path d=${path} fill="none" stroke=${color} stroke-width="2" stroke-linejoin="round" />
    ${markedPoints(n).map((i) => {
      const [a, b] = at[i]!;
      const [textX, textY] = pointTexts(values, i);
      return svg`<circle cx=${a.toFixed(1)} cy=${b.toFixed(1)} r=${i === n - 1 ? 4 : 2.5} fill=${color}>
          <title>${strings.pointOfPath({
            path: label,
            position: names[i]!,
            x: textX,
            y: textY,
          })}</title>
        </circle>`;
    })}
  </g>`;
}

/** Three of the colors of places, far from each other. */
function someColors(isDark: boolean): readonly string[] {
  const palette = placePalette(isDark);
  return [1, 9, 17].map((hue) => palette[palette.length - 24 + hue]!);
}
