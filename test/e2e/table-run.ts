/** A run of a small table, for tests of what panels show of tables. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { train } from './command-line.ts';
import { runFolders } from './run-folders.ts';

export const TABLE_COLUMNS = ['age', 'income', 'height'] as const;

/** Trains a flow of three columns that depend on each other. @param context names of context columns: `sex`, `dose` @returns the run's directory */
export async function trainTable(folder: string, context: readonly ('sex' | 'dose')[] = []): Promise<string> {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const [a, b, c] = [Math.sin(i * 12.9898), Math.cos(i * 78.233), Math.sin(i * 37.719)];
    const own = [40 + 12 * a, 30_000 + 9000 * (a + 0.3 * b), 170 + 8 * c + 3 * b].map((value) => value.toFixed(3));
    return [...own, i % 3 === 0 ? 'f' : 'm', (5 + 4 * c).toFixed(2)].join();
  });
  await writeFile(join(folder, 'people.csv'), `${[...TABLE_COLUMNS, 'sex', 'dose'].join()}\n${lines.join('\n')}\n`);
  const spec = {
    data: { source: 'csv', path: 'people.csv', columns: TABLE_COLUMNS, ...(context.length === 0 ? {} : { context }) },
    layers: [
      { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }] },
    ],
    training: { steps: 40, batchSize: 64 },
  };
  const before = runFolders(folder);
  const path = join(folder, 'people.flow.json');
  await writeFile(path, JSON.stringify(spec));
  if (!(await train(path))) throw new Error('the table did not train');
  return runFolders(folder).find((run) => !before.includes(run))!;
}
