/** Small trained runs, made by the built program in a temporary folder. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flowscope } from '../cli/flowscope.ts';
import { flowscopeHere } from '../cli/in-process.ts';

export const INSPECTION_WORKER = fileURLToPath(new URL('../../dist/inspection.js', import.meta.url));
export const PREVIEW_WORKER = fileURLToPath(new URL('../../dist/preview.js', import.meta.url));

/** A worker ends a cancelled request by itself, however slow the machine is; it is not ended for being slow. */
export const UNHURRIED = { grace: 60_000 };

export interface TrainedRun {
  readonly folder: string;
  readonly runDir: string;
  readonly id: string;
  /** A command on this run, as JSON. */
  cli(command: string, args?: readonly string[]): Promise<Record<string, unknown>>;
  remove(): void;
}

const net = { type: 'mlp', hidden: [16] };

export const MOONS = {
  name: 'moons',
  data: { source: 'two-moons', samples: 2000, evaluationSamples: 500, standardize: true },
  layers: [
    { type: 'actnorm' },
    { type: 'repeat', times: 4, layers: [{ type: 'affine-coupling', mask: 'alternate', conditioner: net }] },
    { type: 'inverse', layers: [{ type: 'affine' }] },
    { type: 'affine-autoregressive', conditioner: { type: 'masked-mlp', hidden: [12] } },
  ],
  training: { steps: 60, batchSize: 128, seed: 3, checkpoint: { every: 20 } },
};

/** Trains the spec; other files of the folder are written first. */
export async function trainedRun(
  spec: object,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<TrainedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-inspection-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const path = join(folder, 'spec.flow.json');
  writeFileSync(path, JSON.stringify(spec));
  const { code, stderr } = await flowscope(['train', path, '--json', '--local'], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  const runs = join(folder, '.flowscope', 'runs');
  const id = readdirSync(runs)[0]!;
  return {
    folder,
    runDir: join(runs, id),
    id,
    async cli(command, args = []) {
      const outcome = await flowscopeHere([command, id, ...args, '--json'], { cwd: folder });
      if (outcome.code !== 0) throw new Error(outcome.stderr + outcome.stdout);
      return JSON.parse(outcome.stdout) as Record<string, unknown>;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
