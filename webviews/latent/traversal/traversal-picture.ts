/** Image traversals in one picture: a labeled row for each direction, and the condition images below them. */
import { framedPicture } from '../../charts/base/framed-picture.ts';
import type { ChartTheme } from '../../charts/base/theme.ts';

const GAP = 4;

export interface PictureRow {
  readonly label: string;
  /** Drawn, in device pixels. */
  readonly canvas: HTMLCanvasElement;
}

interface TraversalParts {
  readonly title: string;
  /** Of which run they are. */
  readonly source: string;
  readonly rows: readonly PictureRow[];
  /** Of the images of a row. */
  readonly columns: readonly string[];
  readonly given: readonly PictureRow[];
}

export function traversalPicture(
  { title, source, rows, columns, given }: TraversalParts,
  theme: ChartTheme,
): HTMLCanvasElement {
  const body = document.createElement('canvas');
  const context = body.getContext('2d')!;
  const all = [...rows, ...given];
  body.width = Math.max(1, ...rows.map(({ canvas }) => canvas.width));
  body.height = Math.max(
    1,
    all.reduce((sum, { canvas }) => sum + canvas.height + GAP, 0),
  );
  let y = 0;
  const placed = all.map(({ label, canvas }) => {
    context.drawImage(canvas, 0, y);
    const middle = y + canvas.height / 2;
    y += canvas.height + GAP;
    return { label, middle };
  });
  return framedPicture(body, { title, rows: placed, columns, notes: [source] }, theme);
}
