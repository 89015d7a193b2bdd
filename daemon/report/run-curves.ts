/** What a report has of the run's logs: its curves, its marks and the history of its layers. */
import { runLayers, runMarks, runSeries, TRAINING_CURVES } from '../../protocol/rpc/run-methods.ts';
import { bucketed } from '../runs/curves/bucketed.ts';
import { readLayerHistory } from '../runs/curves/layer-history.ts';
import { createSeriesTable } from '../runs/curves/series-table.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import type { ComputedAnswer } from './computed-answer.ts';

/** Points of a curve at most, each with the minimum and maximum of its steps: more than a screen has pixels. */
const BUCKETS = 1600;
/** Bytes of the history of the layers. */
const MOST = 64 * 2 ** 20;

/** @throws FlowscopeError as `readLayerHistory` */
export async function runCurves(run: Run): Promise<readonly ComputedAnswer[]> {
  const table = createSeriesTable(run.paths.metrics);
  await table.update();
  const columns = table.columns(TRAINING_CURVES);
  const from = Math.min(...columns.map(({ column }) => column.steps[0] ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...columns.map(({ column }) => column.steps.at(-1) ?? 0));
  const first = Number.isFinite(from) ? from : 0;
  const history = await readLayerHistory(run.paths.layers, MOST);
  const rows = history.steps.length;
  return [
    {
      method: runSeries.name,
      about: {},
      // Steps up to 2^24 are exact in single precision.
      precision: 'single',
      value: {
        from: first,
        to,
        buckets: BUCKETS,
        seq: table.seq,
        series: columns.map(({ key, column }) => {
          const { points, values } = bucketed(column, first, to, BUCKETS);
          return { key, points, values: { dtype: 'float64', shape: [BUCKETS, 4], values } };
        }),
      },
    },
    {
      method: runMarks.name,
      about: {},
      precision: 'exact',
      value: { start: table.marks.start, marks: [...table.marks.list], seq: table.seq },
    },
    {
      method: runLayers.name,
      about: {},
      precision: 'picture',
      value: {
        steps: { dtype: 'int32', shape: [rows], values: history.steps },
        base: { dtype: 'float32', shape: [rows], values: history.base },
        layers: { dtype: 'float32', shape: [rows, history.width], values: history.layers },
      },
    },
  ];
}
