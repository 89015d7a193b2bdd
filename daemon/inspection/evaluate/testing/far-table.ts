import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { randomStream } from '../../../random/random-stream.ts';

/** A folder with `t.csv`, a table of whole numbers, numbers and a context, while the tests of a file run. */
export function farTable(): { readonly folder: string } {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowscope-far-'));
    const random = randomStream(1, 'rows');
    const rows = Array.from({ length: 60 }, () => `${random.integer(9)},${random.normal()},${random.normal()}`);
    await writeFile(join(folder, 't.csv'), `n,x,c\n${rows.join('\n')}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
  };
}
