/** Axes with ticks left of and below a picture of the plane. */
import { css, html, svg } from 'lit';
import { axisTicks, hasValues, tickText } from '../base/axis-ticks.ts';
import { elideMiddle, textWidth } from '../base/elide-middle.ts';
import type { ChartTheme } from '../base/theme.ts';
import type { Extent } from './plane-navigation.ts';
import type { PlaneTicks } from './plane-values.ts';

/** Room for the axes left of and below the picture, the distance of two ticks at least, that of two names below each other, and what a name beside the axis has; CSS pixels. */
export const AXES = { left: 44, bottom: 34, tick: 40, line: 14, name: 30 };

/** Of the element around the picture and its axes. */
export const axesStyles = css`
  .frame {
    position: relative;
    padding-inline-start: 44px;
    padding-block-end: 34px;
    direction: ltr;
  }
  .frame svg {
    position: absolute;
    inset: 0;
    overflow: visible;
    pointer-events: none;
  }
  .frame svg text {
    pointer-events: auto;
  }
`;

/** Where points of the plane are in a picture, CSS pixels. */
export interface PlanePlaces {
  /** From the left end of the axes. */
  x(value: number): number;
  y(value: number): number;
  /** Of the picture. */
  readonly width: number;
  readonly height: number;
}

export function planePlaces([left, right, bottom, top]: Extent, width: number, height: number): PlanePlaces {
  return {
    x: (value) => AXES.left + ((value - left) / (right - left)) * width,
    y: (value) => ((top - value) / (top - bottom)) * height,
    width,
    height,
  };
}

/** @param columns names of x and y @param over drawn over the picture, an `svg` template */
export function planeAxes(
  theme: ChartTheme,
  extent: Extent,
  places: PlanePlaces,
  columns: readonly string[],
  over: unknown,
  ticks: PlaneTicks = [null, null],
) {
  const [left, right, bottom, top] = extent;
  const { x, y, width, height } = places;
  const color = theme.muted;
  return html`<svg
    width=${AXES.left + width}
    height=${height + AXES.bottom}
    fill=${color}
    stroke-width="1"
    font-family=${theme.font}
    font-size="11"
    aria-hidden="true"
    translate="no"
  >
    ${axisTicks(left, right, { length: width, apart: AXES.tick }, ticks[0]).map(
      (tick) => svg`
        <line x1=${x(tick.value)} x2=${x(tick.value)} y1=${height} y2=${height + 4} stroke=${color} />
        <text x=${x(tick.value)} y=${height + 15} text-anchor="middle">${tickText(tick)}</text>`,
    )}
    ${axisTicks(
      bottom,
      top,
      { length: height, apart: hasValues(ticks[1]) ? AXES.line : AXES.tick, name: AXES.name },
      ticks[1],
    ).map(
      (tick) => svg`
        <line x1=${AXES.left - 4} x2=${AXES.left} y1=${y(tick.value)} y2=${y(tick.value)} stroke=${color} />
        <text x=${AXES.left - 6} y=${y(tick.value) + 4} text-anchor="end">${tickText(tick)}</text>`,
    )}
    <text x=${AXES.left + width / 2} y=${height + 30} text-anchor="middle">${nameText(columns[0], width)}</text>
    <text x="9" y=${height / 2} text-anchor="middle" transform="rotate(-90 9 ${height / 2})">${nameText(columns[1], height)}</text>
    ${over}
  </svg>`;
}

/** A name of a column, cut where there is no room for it. */
function nameText(name: string | undefined, room: number) {
  return name === undefined ? null : svg`<title>${name}</title>${elideMiddle(name, room, textWidth)}`;
}

/** A cross-hair at a point; nothing if it is outside of the picture. */
export function crossHair(
  { x, y, width, height }: PlanePlaces,
  point: { readonly x: number; readonly y: number } | null,
) {
  if (point === null) return null;
  const [left, top] = [x(point.x), y(point.y)];
  if (left < AXES.left || left > AXES.left + width || top < 0 || top > height) return null;
  // Two colors: one of them is seen on any ground.
  const line = (d: string) =>
    svg`<path class="hair under" d=${d} fill="none" /><path class="hair" d=${d} fill="none" />`;
  return svg`<g class="cross-hair">
    ${line(`M${AXES.left} ${top}H${left - 5}M${left + 5} ${top}H${AXES.left + width}`)}
    ${line(`M${left} 0V${top - 5}M${left} ${top + 5}V${height}`)}
    ${line(`M${left - 5} ${top}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`)}
  </g>`;
}

export const crossHairStyles = css`
  .hair {
    stroke: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke-width: 1;
  }
  .hair.under {
    stroke: var(--vscode-editor-background);
    stroke-width: 3;
    stroke-opacity: 0.55;
  }
`;
