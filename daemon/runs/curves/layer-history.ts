/** The statistics of the layers over the steps of a run as arrays. */
import type { JsonValue } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { readLayersInPieces } from '../logs/layers-log.ts';

export interface LayerHistory {
  readonly steps: Int32Array<ArrayBuffer>;
  /** Mean log π(z) at each step. */
  readonly base: Float32Array<ArrayBuffer>;
  /** [steps, width]: mean log|det| of each layer, data → latent; NaN where a row has fewer. */
  readonly layers: Float32Array<ArrayBuffer>;
  readonly width: number;
}

/**
 * @param path of `layers.jsonl`
 * @param most bytes of `layers`
 * @throws FlowscopeError `run-damaged`; `too-large`: one long row makes every other one as long
 */
export async function readLayerHistory(path: string, most: number): Promise<LayerHistory> {
  const rows = await readLayersInPieces(path);
  const own = rows.map((row) => (Array.isArray(row.layers) ? row.layers.map(number) : []));
  const width = own.reduce((largest, { length }) => Math.max(largest, length), 0);
  const bytes = 4 * rows.length * width;
  if (bytes > most) {
    throw new FlowscopeError(
      'too-large',
      `the statistics of ${rows.length} steps and ${width} layers take ${bytes} bytes, more than ${most}`,
      { hint: 'layers.jsonl of this run is damaged, or was not written by Flowscope: move it away.' },
    );
  }
  const layers = new Float32Array(rows.length * width).fill(Number.NaN);
  for (const [row, values] of own.entries()) layers.set(values, row * width);
  return {
    steps: Int32Array.from(rows, ({ step }) => step),
    base: Float32Array.from(rows, (row) => number(row.base ?? null)),
    layers,
    width,
  };
}

function number(value: JsonValue): number {
  return typeof value === 'number' ? value : Number.NaN;
}
