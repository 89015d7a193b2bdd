/** The advice of findings helps: specs of docs/gallery.md are trained as it says, and the finding is gone. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { flowscope } from '../cli/flowscope.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const inspected = z.object({
  verdict: z.object({ findings: z.array(z.object({ kind: z.string(), advice: z.string() })) }),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-advice-'));
  await mkdir(join(folder, 'gallery'));
  await copyFile(join(EXAMPLES, 'letters.csv'), join(folder, 'letters.csv'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Trains a spec with its text changed, and gives what is found in its last weights, by kind. */
async function found(name: string, edits: readonly (readonly [string, string])[] = []) {
  let text = await readFile(join(EXAMPLES, 'gallery', `${name}.flow.json`), 'utf8');
  for (const [before, after] of edits) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  const spec = `${name}-${edits.length}.flow.json`;
  await writeFile(join(folder, 'gallery', spec), text);
  const at = { cwd: join(folder, 'gallery') };
  const run = ['--run-dir', join(folder, `${name}-${edits.length}`)];
  await flowscope(['train', spec, '--local', ...run], at);
  const { json } = await flowscope(['inspect', run[1]!, '--checkpoint', 'latest', '--json'], at);
  const { findings } = inspected.parse(json()).verdict;
  return new Map(findings.map(({ kind, advice }) => [kind, advice]));
}

test.each([
  ['dead-layer', { dead: 'Lower the learning rate' }, [['"learningRate": 1e-1', '"learningRate": 1e-2']]],
  [
    'exploding-scale',
    { diverged: 'Lower learningRate (now 0.4)', inexact: 'Fix the findings above first' },
    [
      ['"learningRate": 0.4', '"learningRate": 2e-3'],
      ['"scaleBound": 12', '"scaleBound": 3'],
    ],
  ],
  ['copied-dimension', { copied: '"mask": "alternate"' }, [['"mask": "even"', '"mask": "alternate"']]],
  [
    'spline-out-of-bound',
    { 'outside-bound': 'Raise bound', 'worse-than-gaussian': 'Fix the findings above first' },
    [['"bound": 0.5', '"bound": 4']],
  ],
  ['integers', { integers: '"dequantize": true' }, [['"source": "csv"', '"dequantize": true, "source": "csv"']]],
] as const)('%s', async (name, advised, edits) => {
  const [before, after] = [await found(name), await found(name, edits)];
  for (const [kind, advice] of Object.entries(advised)) {
    expect(before.get(kind)).toContain(advice);
    expect([...after.keys()]).not.toContain(kind);
  }
});
