import { html, type TemplateResult } from 'lit';
import { memo } from '../../components/base/memo.ts';
import type { ShownRows } from '../latent-data.ts';
import { kindOf } from '../points.ts';
import { strings } from '../strings.ts';
import { betweenChart, betweenCurves, betweenImages, betweenPath, betweenRow, betweenWays } from './between-view.ts';
import type { Between, BetweenChoices } from './traversal-data.ts';
import type { PlaneRows } from './traversal-view.ts';

export type WayEnd = 'from' | 'to';

export interface BetweenActs {
  /** What the next click on a row chooses. */
  readonly nextEnd: WayEnd;
  /** null: the ends are draws. */
  readonly choose: ((row: number) => void) | null;
  enlarge(column: number): void;
}

/** Draws an interpolation of whatever kind. What it made of the last one it keeps, so that charts do not redraw. */
export function betweenDrawing() {
  const images = memo(betweenImages);
  const ways = memo(betweenWays);
  const curves = memo(betweenCurves);
  return {
    images,
    draw(
      between: Between,
      { from, to }: BetweenChoices,
      latents: ShownRows | null,
      rows: PlaneRows,
      acts: BetweenActs,
    ): TemplateResult {
      switch (kindOf(between.point)) {
        case 'images':
          return betweenRow(between, images(between)!, acts.enlarge);
        case 'plane':
          return betweenPath(
            ways(between, (acts.choose === null ? strings.fromToDraws : strings.fromTo)({ from, to })),
            rows,
            acts.choose,
            acts.nextEnd === 'from' ? strings.clickFrom : strings.clickTo,
          );
        case 'table':
          return latents === null ? html`` : betweenChart(between, curves(between, latents));
      }
    },
  };
}
