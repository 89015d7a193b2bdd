/** Runs of a flow, a VAE and models with a discriminator on the same data. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { comparisonTemplates } from '../../daemon/templates/comparisons.ts';
import { train } from './command-line.ts';
import { runFolders } from './run-folders.ts';
import { CHECKOUT } from './vsix.ts';

export interface Shortening {
  /** Replaces parts of a spec: [what, by what]. */
  readonly edits: readonly (readonly [string | RegExp, string])[];
  readonly steps: (kind: string) => number;
}

/** Trains the specs of *New Comparison*, one after the other. @returns the run of each kind */
export async function trainComparison(
  folder: string,
  data: string,
  { edits, steps }: Shortening,
): Promise<ReadonlyMap<string, string>> {
  const { specs, files } = comparisonTemplates.find((template) => template.data === data)!;
  const runs = new Map<string, string>();
  for (const { kind, template } of specs) {
    const own = join(folder, kind);
    await mkdir(own, { recursive: true });
    for (const name of files) await copyFile(join(CHECKOUT, 'examples', name), join(own, name));
    const spec = join(own, `${kind}.flow.json`);
    await writeFile(
      spec,
      edits.reduce((text, [from, to]) => text.replace(from, to), template.text(kind)),
    );
    expect([kind, await train(spec, { steps: steps(kind) })]).toEqual([kind, true]);
    runs.set(kind, runFolders(own)[0]!);
  }
  return runs;
}
