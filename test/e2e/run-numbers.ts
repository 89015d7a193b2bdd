/** The figures of a run as the command line computes them, in the digits that people read. */
import { formatNats, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { flowscope } from './command-line.ts';

interface Layers {
  readonly checkpoint: number;
  readonly base: { readonly mean: number };
  readonly total: { readonly mean: number };
  readonly layers: readonly { readonly index: number; readonly type: string; readonly mean: number }[];
}

const LATEST = ['--checkpoint', 'latest'];

/** Rows of the waterfall: `log q(x)  −1.0307`. */
export async function layerRows(runDir: string): Promise<readonly RegExp[]> {
  const { checkpoint, base, total, layers } = await flowscope<Layers>('inspect', runDir, ...LATEST);
  return [
    new RegExp(`checkpoint +step ${checkpoint}\\b`),
    new RegExp(`log π\\(z\\) +${formatNats(base.mean)} `),
    ...layers.map(({ index, type, mean }) => new RegExp(`\\n *${index}  ${type} .*\\] +${formatNats(mean)} `)),
    new RegExp(`log q\\(x\\) +${formatNats(total.mean)} `),
  ];
}

/** The mean log-likelihood of the held-out rows, and the first line of the walks. */
export async function latentRows(runDir: string): Promise<readonly RegExp[]> {
  const { total } = await flowscope<Layers>('inspect', runDir, ...LATEST);
  const walk = await flowscope<{ values: number[][][]; directions: { label: string }[] }>(
    'traverse',
    runDir,
    ...LATEST,
  );
  const points = walk.values[0]!.map((point) => point.map((value) => formatNumber(value, 3)).join(', '));
  return [
    new RegExp(`log q\\(x\\) +${formatNats(total.mean)} ± `),
    new RegExp(`\\n${walk.directions[0]!.label} +${points.join(' +')}`),
  ];
}

/** The first three draws. */
export async function sampleRows(runDir: string): Promise<readonly RegExp[]> {
  const { samples } = await flowscope<{ samples: number[][] }>('sample', runDir, '-n', '1000', ...LATEST);
  return samples.slice(0, 3).map((row) => new RegExp(`\\n *${row.map((value) => formatNumber(value)).join(' +')}\\n`));
}

export async function densityRows(runDir: string): Promise<readonly RegExp[]> {
  const { integral } = await flowscope<{ integral: number }>('density', runDir, '--size', '256', ...LATEST);
  return [new RegExp(`∫ q over it +${formatNumber(integral, 5)}\\n`)];
}
