import { type ChartTheme, withAlpha } from '../base/theme.ts';
import type { Extent } from '../plane/plane-navigation.ts';
import { type PlaceColors, placePalette } from './place-colors.ts';

/** Diameter of a point, CSS pixels. */
const DOT = 3;

export interface DrawnGrid {
  /** [2·lines·points, 2]: lines of equal x come first. */
  readonly positions: ArrayLike<number>;
  readonly lines: number;
  /** Points of a line. */
  readonly points: number;
  /** [n, 2] */
  readonly rows: ArrayLike<number>;
  /** Of the rows; null: all have one color. */
  readonly colors: PlaceColors | null;
}

/** @param size of the square, device pixels */
export function drawGrid(
  context: CanvasRenderingContext2D,
  { positions, lines, points, rows, colors }: DrawnGrid,
  [left, right, bottom, top]: Extent,
  size: number,
  theme: ChartTheme,
): void {
  const x = (value: number) => ((value - left) / (right - left)) * size;
  const y = (value: number) => ((top - value) / (top - bottom)) * size;
  context.lineWidth = devicePixelRatio;
  for (let line = 0; line < 2 * lines; line++) {
    // Beside colored points, lines are gray.
    context.strokeStyle = withAlpha(colors === null ? theme.series[line < lines ? 0 : 2]! : theme.muted, 0.35);
    context.beginPath();
    for (let p = 0; p < points; p++) {
      const at = 2 * (line * points + p);
      context.lineTo(x(positions[at]!), y(positions[at + 1]!));
    }
    context.stroke();
  }
  const dot = Math.round(DOT * devicePixelRatio);
  const palette = placePalette(theme.isDark);
  context.fillStyle = theme.series[1]!;
  let bin = -1;
  for (let k = 0; k < rows.length / 2; k++) {
    const i = colors?.order[k] ?? k;
    if (colors !== null && colors.bins[i] !== bin) {
      bin = colors.bins[i]!;
      context.fillStyle = palette[bin]!;
    }
    context.fillRect(x(rows[2 * i]!) - dot / 2, y(rows[2 * i + 1]!) - dot / 2, dot, dot);
  }
}

/** A stage of a series of positions; between two stages, they are interpolated. @param all [stages, …] */
export function mixedStage(all: ArrayLike<number>, stages: number, stage: number): Float32Array<ArrayBuffer> {
  const size = all.length / stages;
  const from = Math.max(0, Math.min(stages - 1, Math.floor(stage)));
  const to = Math.min(stages - 1, from + 1);
  const share = Math.max(0, Math.min(1, stage - from));
  return Float32Array.from({ length: size }, (_, i) => {
    const a = all[from * size + i]!;
    return share === 0 ? a : a + share * (all[to * size + i]! - a);
  });
}
