/** The same training on two runtimes: from the same start, on the same rows and noise. */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { type PreparedTraining, prepareTraining } from '../prepare-training.ts';
import { runStepper } from '../run-stepper.ts';
import type { StepReport } from '../step-report.ts';

export interface Parity {
  /** Largest |difference| of a loss, relative to max(1, |loss|). */
  readonly loss: number;
  /** The same of the norms of the gradients. */
  readonly gradientNorm: number;
}

/**
 * Free steps of both. Runs that differ in one unit in the last place diverge from each other: after some twenty steps, a
 * difference says nothing about the runtimes.
 * @param own the runtime that also draws the first values
 */
export async function engineParity(
  spec: { readonly text: string; readonly folder: string },
  [own, other]: readonly [Runtime, Runtime],
  steps: number,
): Promise<Parity> {
  const access = { folder: spec.folder, trusted: true };
  const { plan, diagnostics } = await checkSpec(spec.text, { ...access, fileStem: 'parity' });
  if (plan === null) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const prepared = await prepareTraining(plan, access);
  const first = await reportsOf(prepared, own, own, steps);
  const second = await reportsOf(prepared, other, own, steps);
  const largest = (of: (report: StepReport) => readonly number[]) =>
    Math.max(
      ...first.reports.flatMap((report, i) =>
        of(report).map((value, k) => Math.abs(of(second.reports[i]!)[k]! - value) / Math.max(1, Math.abs(value))),
      ),
    );
  return {
    loss: largest(({ objectives }) => objectives.map(({ loss }) => loss)),
    gradientNorm: largest(({ objectives }) => objectives.map(({ gradientNorm }) => gradientNorm)),
  };
}

export async function exampleSpec(path: string): Promise<{ readonly text: string; readonly folder: string }> {
  return { text: await readFile(path, 'utf8'), folder: dirname(resolve(path)) };
}

async function reportsOf(prepared: PreparedTraining, runtime: Runtime, evaluation: Runtime, steps: number) {
  const stepper = await runStepper(prepared, { runtime, evaluation });
  // In two calls, as training does.
  const start = await stepper.run(1, 1);
  const rest = await stepper.run(2, steps - 1);
  await stepper.dispose();
  return { reports: [...start.reports, ...rest.reports] };
}
