import { checkpointText } from '../../daemon/cli/terminal/checkpoint-text.ts';
import { formatCount, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import { inspectSamples } from '../../protocol/rpc/inspect-methods.ts';
import { fields, page } from './text-layout.ts';
import type { ViewSource } from './view-source.ts';

const SAMPLES = 1000;
const SHOWN = 20;
const MOST_COLUMNS = 16;

/** Draws from the flow beside as many held-out rows: their means and deviations, and some of them. */
export async function samplesText({ link, run, checkpoint, panel }: ViewSource): Promise<string> {
  const result = await link.request(inspectSamples, { run: run.runDir, checkpoint, n: SAMPLES, rows: SAMPLES, panel });
  const samples = await link.fetchArray(result.samples);
  const rows = result.rows === null ? null : await link.fetchArray(result.rows);
  const width = samples.length / result.n;
  const head = fields([
    ['run', run.id],
    ['checkpoint', checkpointText(result)],
    ['samples', `${formatCount(result.n)}, temperature ${result.temperature}, seed ${result.seed}`],
  ]);
  if (width > MOST_COLUMNS) {
    const all = (values: ArrayLike<number>) => moments(Array.from(values)).map((value) => formatNumber(value));
    return page(
      `${run.name}: samples`,
      head,
      formatTable(
        [{ title: 'all values' }, { title: 'mean', align: 'right' }, { title: 'std', align: 'right' }],
        [['samples', ...all(samples)], ...(rows === null ? [] : [['held-out data', ...all(rows)]])],
      ),
      `Each sample has ${formatCount(width)} values; flowscope sample -o F.png draws them.`,
    );
  }
  const column = (values: ArrayLike<number>, index: number) =>
    Array.from({ length: values.length / width }, (_, row) => values[row * width + index]!);
  return page(
    `${run.name}: samples`,
    head,
    formatTable(
      [
        { title: 'column' },
        ...['mean', 'std', 'mean of the data', 'std of the data'].map((title) => ({ title, align: 'right' as const })),
      ],
      result.columns.map((name, index) => [
        name,
        ...moments(column(samples, index)).map((value) => formatNumber(value)),
        ...(rows === null ? [] : moments(column(rows, index)).map((value) => formatNumber(value))),
      ]),
    ),
    `The first ${SHOWN}:`,
    formatTable(
      result.columns.map((title) => ({ title, align: 'right' as const })),
      Array.from({ length: SHOWN }, (_, row) =>
        Array.from(samples.subarray(row * width, (row + 1) * width), (value) => formatNumber(value)),
      ),
    ),
  );
}

function moments(values: readonly number[]): readonly [mean: number, std: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}
