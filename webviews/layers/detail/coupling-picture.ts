/** The picture of a coupling: x₁ goes straight through, and a network computes from it what happens to x₂. */
import { css, html } from 'lit';
import type { Coupling } from '../layers-data.ts';
import { strings } from '../strings.ts';

export const pictureStyles = css`
  .picture {
    flex: 0 1 340px;
    margin: 0;
  }
  .picture svg {
    display: block;
    width: 100%;
    max-width: 340px;
    height: auto;
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-width: 1.2;
  }
  .picture text {
    fill: var(--vscode-foreground);
    stroke: none;
    font-size: 12px;
    text-anchor: middle;
    dominant-baseline: central;
  }
  .picture .note {
    fill: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .picture .box {
    fill: var(--vscode-list-inactiveSelectionBackground);
    stroke: var(--vscode-descriptionForeground);
  }
  .picture .through {
    stroke: var(--vscode-charts-blue);
    stroke-width: 2;
  }
  .picture .changed {
    stroke: var(--vscode-charts-orange);
    stroke-width: 2;
  }
  .picture .head {
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** @param map what happens to x₂ */
export function couplingPicture(map: Coupling['map']) {
  const kept = strings.couplingKept;
  const changed = strings[`couplingChanged.${map}`];
  return html`<figure class="picture">
    <svg viewBox="0 0 340 170" role="img" aria-label=${strings.couplingPicture}>
      <text x="18" y="30">x₁</text>
      <path class="through head" d="M36 30 H300 m-7 -5 l7 5 l-7 5" />
      <text x="322" y="30">z₁</text>
      <text class="note" x="200" y="16">${kept}</text>

      <path class="head" d="M80 30 V68 m-4 -6 l4 6 l4 -6" />
      <rect class="box" x="40" y="69" width="80" height="28" rx="4" />
      <text x="80" y="83">${strings.network}</text>
      <path class="head" d="M120 83 H200 V115 m-4 -6 l4 6 l4 -6" />
      <text class="note" x="160" y="73">${strings[`couplingParameters.${map}`]}</text>

      <text x="18" y="130">x₂</text>
      <path class="changed" d="M36 130 H135" />
      <rect class="box" x="135" y="116" width="130" height="28" rx="4" />
      <text x="200" y="130">${strings[`couplingMap.${map}`]}</text>
      <path class="changed head" d="M265 130 H300 m-7 -5 l7 5 l-7 5" />
      <text x="322" y="130">z₂</text>
      <text class="note" x="200" y="158">${changed}</text>
    </svg>
  </figure>`;
}
