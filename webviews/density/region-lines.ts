/** The regions that hold a share of the mass, as contours, and what their lines mean. */
import { css, html, nothing, svg } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import type { Contour } from '../charts/plane/plane-contours.ts';
import type { Region } from './density-data.ts';
import { strings } from './strings.ts';

/** Dashes of the lines, from the smallest region to the largest; CSS pixels. */
const DASHES: readonly (readonly number[])[] = [[], [5, 3], [1.5, 2.5]];

export const regionStyles = css`
  .regions {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
  }
  .regions svg {
    display: inline-block;
    margin-inline-end: 5px;
    vertical-align: middle;
    stroke: var(--vscode-foreground);
  }
`;

/** @param isTrue of the true density @param isLog the map shows the logarithm */
export function contoursOf(regions: readonly Region[], isTrue: boolean, isLog: boolean): readonly Contour[] {
  return regions.flatMap(({ level, trueLevel }, i) => {
    const log = isTrue ? trueLevel : level;
    return log === null ? [] : [{ level: isLog ? log : Math.exp(log), dash: DASHES[i] ?? [] }];
  });
}

/** The key of the lines, and which of them are missing. */
export function regionKey(regions: readonly Region[]) {
  if (regions.length === 0) return nothing;
  const percent = (mass: number) => formatNumber(100 * mass, 3);
  const missing = regions.filter(({ level }) => level === null).map(({ mass }) => percent(mass));
  return html`<div class="regions">
    <span>${strings.regions}</span>
    ${regions.map(
      ({ mass }, i) => html`<span
        ><svg width="26" height="2" aria-hidden="true">
          ${svg`<line x1="0" x2="26" y1="1" y2="1" stroke-width="2" stroke-dasharray=${(DASHES[i] ?? []).join(' ')} />`}</svg
        >${strings.regionOf({ percent: percent(mass) })}</span
      >`,
    )}
    ${missing.length === 0 ? nothing : html`<span>${strings.regionsMissing({ percents: missing.join(', ') })}</span>`}
  </div>`;
}
