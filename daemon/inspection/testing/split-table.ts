/** A small table whose columns depend on each other, and a flow that factors out two parts of its latent. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../../random/random-stream.ts';

const net = { type: 'mlp', hidden: [6] };

export const splitTable = {
  spec: {
    data: { source: 'csv', path: 'table.csv', split: { validation: 0.4, test: 0 } },
    layers: [
      { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: net }] },
      { type: 'split' },
      { type: 'repeat', times: 2, layers: [{ type: 'actnorm' }, { type: 'linear' }] },
      { type: 'split', prior: 'standard' },
      { type: 'affine-coupling', conditioner: net },
    ],
  },
  /** A new temporary folder with `table.csv`, of 400 rows. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'flowscope-split-'));
    const random = randomStream(4, 'table');
    const lines = Array.from({ length: 400 }, () => {
      const a = random.normal();
      const rest = [a ** 2, Math.sin(a), a, 0, 0, 0].map((value) => value + random.normal());
      return [a, ...rest].map((value) => value.toFixed(4)).join();
    });
    await writeFile(join(folder, 'table.csv'), `a,b,c,d,e,f,g\n${lines.join('\n')}\n`);
    return folder;
  },
};
