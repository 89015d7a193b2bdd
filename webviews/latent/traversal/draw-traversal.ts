import { html, type TemplateResult } from 'lit';
import { memo } from '../../components/base/memo.ts';
import '../../components/panel-notice.ts';
import type { ShownRows } from '../latent-data.ts';
import { kindOf } from '../points.ts';
import { strings } from '../strings.ts';
import type { Traversal } from './traversal-data.ts';
import {
  curveRows,
  imageRows,
  type PlaneRows,
  planePaths,
  traversalCurves,
  traversalImages,
  traversalWays,
} from './traversal-view.ts';

export interface TraversalActs {
  /** Label of the direction whose columns are shown apart. */
  readonly along: string;
  chooseAlong(along: string): void;
  /** The user chose a row to start from. null: rows have no latents. */
  readonly start: ((row: number) => void) | null;
  /** The user chose an image. */
  enlarge(row: number, column: number): void;
}

/** Draws traversals of whatever kind. What it made of the last ones it keeps, so that charts do not redraw. */
export function traversalDrawing() {
  const images = memo(traversalImages);
  const ways = memo(traversalWays);
  const curves = memo(traversalCurves);
  return {
    images,
    /** @param latents null: they have not come yet */
    draw(traversal: Traversal, latents: ShownRows | null, rows: PlaneRows, acts: TraversalActs): TemplateResult {
      switch (kindOf(traversal.point)) {
        case 'images':
          return imageRows(traversal, images(traversal), acts.enlarge);
        case 'plane':
          return planePaths(ways(traversal), rows, acts.start);
        case 'table':
          return latents === null
            ? html`<fs-notice heading=${strings.encoding} busy></fs-notice>`
            : curveRows(traversal, curves(traversal, latents), acts.along, acts.chooseAlong);
      }
    },
  };
}
