import { runLayers } from '../../../../protocol/rpc/run-methods.ts';
import type { JsonValue } from '../../../encoding/json.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { readLayersInPieces } from '../../../runs/logs/layers-log.ts';
import { createHandler, type Handler } from '../../handler.ts';
import { LIMITS } from '../../limits.ts';
import type { RunService } from '../run-service.ts';

export function layersHandler(service: RunService): Handler {
  return createHandler(runLayers, async ({ run }, { session, signal }) => {
    const { paths } = await service.find(run, session);
    const rows = await readLayersInPieces(paths.layers);
    signal.throwIfAborted();
    const layers = rows.map((row) => (Array.isArray(row.layers) ? row.layers.map(number) : []));
    const width = layers.reduce((most, { length }) => Math.max(most, length), 0);
    checkTable(rows.length, width);
    const values = new Float32Array(rows.length * width).fill(Number.NaN);
    for (const [row, own] of layers.entries()) values.set(own, row * width);
    const shape = [rows.length];
    const steps = Int32Array.from(rows, ({ step }) => step);
    const base = Float32Array.from(rows, (row) => number(row.base ?? null));
    return {
      steps: session.offer({ dtype: 'int32', shape, values: steps }, signal),
      base: session.offer({ dtype: 'float32', shape, values: base }, signal),
      layers: session.offer({ dtype: 'float32', shape: [rows.length, width], values }, signal),
    };
  });
}

/** One long row makes every other one as long. */
function checkTable(rows: number, width: number): void {
  const bytes = 4 * rows * width;
  if (bytes <= LIMITS.arrayBytes) return;
  throw new FlowscopeError(
    'too-large',
    `the statistics of ${rows} steps and ${width} layers take ${bytes} bytes; a session may be offered ${LIMITS.arrayBytes}`,
    { hint: 'layers.jsonl of this run is damaged, or was not written by Flowscope: move it away.' },
  );
}

function number(value: JsonValue): number {
  return typeof value === 'number' ? value : Number.NaN;
}
