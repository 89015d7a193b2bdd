/** The waterfall with its choice of terms, and whether they add up. */
import { css, html } from 'lit';
import '../../charts/bars/waterfall.ts';
import { strings as chartStrings } from '../../charts/strings.ts';
import { choice } from '../../components/controls.ts';
import '../../components/export-menu.ts';
import type { LayersResult, LayerTerm } from '../layers-data.ts';
import { strings } from '../strings.ts';
import { checkedSum } from './waterfall-help.ts';
import type { waterfallRows } from './waterfall-rows.ts';

type Shown = 'log-dets' | 'gains';

interface Acts {
  readonly show: (terms: Shown) => void;
  /** Selects a layer by its index. */
  readonly choose: (layer: number) => void;
  /** @param kind `SVG` or `CSV` */
  readonly save: (kind: string) => void;
}

export function waterfallView(
  rows: ReturnType<typeof waterfallRows>,
  shown: Shown,
  selected: LayerTerm | null,
  { show, choose, save }: Acts,
) {
  const isGains = shown === 'gains';
  return html`<div class="row spread">
      <h2>${isGains ? strings.gainsWaterfall : strings.waterfall}</h2>
      <div class="row">
        ${choice({ label: strings.show, value: shown, set: show }, [
          ['log-dets', strings.showLogDets],
          ['gains', strings.showGains],
        ])}
        <fs-export-menu
          what=${strings.theWaterfall}
          .kinds=${['SVG', 'CSV']}
          @export=${(event: CustomEvent<string>) => save(event.detail)}
        ></fs-export-menu>
      </div>
    </div>
    <fs-waterfall
      .rows=${rows}
      .label=${isGains ? strings.gainsWaterfall : chartStrings.waterfall}
      .heading=${isGains ? strings.gainHeading : chartStrings.meanNats}
      .shortHeading=${isGains ? strings.gain : chartStrings.mean}
      .selected=${selected === null ? null : String(selected.index)}
      @choose=${(event: CustomEvent<string>) => choose(Number(event.detail))}
    ></fs-waterfall>`;
}

export const sumLineStyles = css`
  .ok {
    /* The green of themes is too pale for text on white. */
    border-inline-start: 3px solid var(--vscode-charts-green);
    padding-inline-start: 8px;
  }
  .wrong {
    color: var(--vscode-errorForeground);
  }
  .unknown {
    border-inline-start: 3px solid var(--vscode-descriptionForeground);
    padding-inline-start: 8px;
  }
`;

export function sumLine(result: LayersResult) {
  const { kind, text } = checkedSum(result);
  return html`<div class=${kind} role="status">${text}</div>`;
}
