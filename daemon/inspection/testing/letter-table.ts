/** A small table with a label and a number as context, an integer column and a real one. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../../random/random-stream.ts';

export const letterTable = {
  spec: {
    data: {
      source: 'csv',
      path: 'table.csv',
      columns: ['count', 'weight'],
      context: ['letter', { column: 'size', as: 'number' }],
      dequantize: true,
    },
    layers: [
      { type: 'affine-coupling', mask: 'even', conditioner: { type: 'mlp', hidden: [8] } },
      { type: 'affine-coupling', mask: 'odd', conditioner: { type: 'mlp', hidden: [8] } },
    ],
  },
  /** A new temporary folder with `table.csv`. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'flowscope-letters-'));
    const random = randomStream(2, 'table');
    const lines = Array.from({ length: 300 }, () => {
      const isA = random.uniform() < 0.5;
      const count = random.integer(10) + (isA ? 0 : 10);
      return `${count},${(random.normal() + (isA ? 0 : 3)).toFixed(4)},${isA ? 'A' : 'B'},${random.uniform().toFixed(3)}`;
    });
    await writeFile(join(folder, 'table.csv'), `count,weight,letter,size\n${lines.join('\n')}\n`);
    return folder;
  },
};
