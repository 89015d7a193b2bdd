/** The log-dets of the layers over the training steps. */
import { html } from 'lit';
import { layerLabel } from '../../daemon/format/layer-label.ts';
import { formatCount } from '../../daemon/format/numbers.ts';
import '../charts/cells/heat-map.ts';
import '../components/export-menu.ts';
import { strings as shared } from '../components/strings.ts';
import type { History, LayersResult, LayerTerm } from './layers-data.ts';
import { strings } from './strings.ts';

/** What the map shows. */
export interface DrawnHistory {
  readonly terms: readonly LayerTerm[];
  readonly matrix: { readonly rows: number; readonly columns: number; readonly values: Float64Array };
  readonly rowLabels: readonly string[];
  readonly columnLabels: readonly string[];
}

export function drawnHistory({ layers, steps, values }: History, result: LayersResult | null): DrawnHistory {
  const terms = result?.layers.slice(-layers) ?? [];
  return {
    terms,
    matrix: { rows: layers, columns: steps.length, values },
    rowLabels: terms.map((term) => layerLabel(term).trim()),
    columnLabels: Array.from(steps, (step) => shared.step({ step: formatCount(step) })),
  };
}

export function historyView(
  { terms, matrix, rowLabels, columnLabels }: DrawnHistory,
  selected: LayerTerm | null,
  { save, choose }: { readonly save: () => void; readonly choose: (index: number) => void },
) {
  return html`<section>
    <div class="row spread">
      <h2>${strings.history}</h2>
      <fs-export-menu what=${strings.theHistory} .kinds=${['CSV']} @export=${save}></fs-export-menu>
    </div>
    <fs-heat-map
      .matrix=${matrix}
      .rowLabels=${rowLabels}
      .columnLabels=${columnLabels}
      map="diverging"
      unit="nats"
      label=${strings.historyChart}
      .selectedRow=${selected === null ? -1 : terms.indexOf(selected)}
      @cell=${(event: CustomEvent<{ row: number }>) => {
        const term = terms[event.detail.row];
        if (term !== undefined) choose(term.index);
      }}
    ></fs-heat-map>
  </section>`;
}
