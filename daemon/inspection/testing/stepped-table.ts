/** A small table whose columns need bounds, a logarithm, a scale for heavy tails, and noise. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../../random/random-stream.ts';

export const steppedTable = {
  spec: {
    data: {
      source: 'csv',
      path: 'table.csv',
      columns: [
        { name: 'share', bounds: [0.1, 0.7] },
        { name: 'wait', bounds: [0, null] },
        { name: 'income', transform: 'log' },
        { name: 'change', transform: 'asinh' },
        { name: 'score', bounds: [0, 10] },
        'plain',
      ],
      dequantize: true,
      split: { validation: 0.3, test: 0 },
    },
    layers: [
      { type: 'affine-coupling', mask: 'even', conditioner: { type: 'mlp', hidden: [8] } },
      { type: 'affine-coupling', mask: 'odd', conditioner: { type: 'mlp', hidden: [8] } },
    ],
  },
  /** A new temporary folder with `table.csv`. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'flowscope-steps-'));
    const random = randomStream(3, 'table');
    const lines = Array.from({ length: 200 }, () => {
      const [u, v] = [random.uniform(), random.uniform()];
      const heavy = 100 + 5 * Math.tan(Math.PI * (0.98 * v - 0.49));
      const income = Math.exp(3 + 2 * random.normal());
      const numbers = [0.1 + 0.6 * u * u, -1000 * Math.log(1 - 0.99 * v), income, heavy];
      return [...numbers.map((x) => x.toPrecision(8)), random.integer(11), random.normal().toFixed(5)].join(',');
    });
    await writeFile(join(folder, 'table.csv'), `share,wait,income,change,score,plain\n${lines.join('\n')}\n`);
    return folder;
  },
};
