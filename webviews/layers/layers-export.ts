import { writeTable } from '../../daemon/encoding/write-csv.ts';
import { layerLabel } from '../../daemon/format/layer-label.ts';
import type { History, LayersResult, LayerTerm, Training } from './layers-data.ts';
import type { Worth } from './worth/worth-data.ts';

const HEADER = [
  'index',
  'type',
  'path',
  'turn',
  'kind',
  'mean',
  'std',
  'p10',
  'p50',
  'p90',
  'cutNll',
  'gain',
  'trainingGain',
  'worth',
  'lost',
];

/** The numbers behind the waterfall, as CSV. */
export function layersTable(
  { base, layers, total }: LayersResult,
  training: Training | null,
  worth: Worth | null,
): string {
  const worths = new Map(worth?.layers.map((layer) => [layer.index, layer]));
  const spread = ({ mean, std, p10, p50, p90 }: LayersResult['base']) => [mean, std, p10, p50, p90];
  const end = (name: string, values: LayersResult['base']) => [
    null,
    name,
    null,
    null,
    name,
    ...spread(values),
    null,
    null,
    null,
    null,
    null,
  ];
  return writeTable(HEADER, [
    end('base', base),
    ...layers.map((term, l) => [
      term.index,
      term.type,
      term.path,
      term.turn.join(' '),
      term.kind,
      ...spread(term),
      term.cutNll,
      term.gain,
      training?.layers[l]?.gain ?? null,
      worths.get(term.index)?.value ?? null,
      worths.get(term.index)?.lost ?? null,
    ]),
    end('total', total),
  ]);
}

/** Mean log|det| of each layer at each step, as CSV. */
export function historyTable({ steps, values, layers }: History, terms: readonly LayerTerm[]): string {
  const rows = Array.from(steps, (step, row) => [
    step,
    ...Array.from({ length: layers }, (_, layer) => values[layer * steps.length + row]!),
  ]);
  return writeTable(['step', ...terms.map((term) => layerLabel(term).trim())], rows);
}
