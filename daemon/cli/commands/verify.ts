import { dirname } from 'node:path';
import { verifyFigure } from '../../../protocol/figures/verify.ts';
import type { LoadWatch } from '../../data/data-progress.ts';
import { formatError } from '../../format/numbers.ts';
import { createStyle } from '../../format/style.ts';
import {
  CHECK_COLUMNS,
  checkRows,
  failedChecks,
  failedLayers,
  VERIFICATION_COLUMNS,
  verificationRows,
} from '../../format/verification-table.ts';
import { openData, openModel } from '../../inspection/opened/open-flow.ts';
import { requireFigure } from '../../inspection/opened/require-figure.ts';
import { type VerificationOfModel, verify } from '../../inspection/verify/verify.ts';
import { runSubject, specSubject } from '../../inspection/verify/verify-subject.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { loadWithProgress } from '../load-with-progress.ts';
import { loadRuntime } from '../open-run.ts';
import type { Arguments } from '../options.ts';
import { writeNote, writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { SPEC_OR_RUN_ARGUMENT, specOrRun } from '../spec-or-run.ts';
import { checkpointChoice } from '../values.ts';

export const run = defineFigureCommand(
  verifyFigure,
  {
    usage: ['verify SPEC|RUN [--points N] [--seed S]'],
    positional: SPEC_OR_RUN_ARGUMENT,
    notes: [
      'A spec is verified with random parameters, a run with the parameters of its checkpoint. Errors are absolute, in float64, the largest over the points: log-dets against log|det| of the exact Jacobian (nats), and g(f(x)) against x.',
      'Each layer is also checked in the float32 engine that trains and samples, in both directions: at these points, at the ends of its domain, at the knots of splines, and at ±1e2, ±1e4 and ±1e8. The tolerance is 1e-4 of the value plus what rounding of the inputs explains; at ±1e8, only NaN counts as an error.',
      'For a model that is not a flow, and for a Flow-GAN, the gradient of every loss is compared with central differences in float64, along a random direction of each tensor of parameters, and what the float32 engine computes (losses, likelihood or bound with its terms, decoded latents, encoded points) with float64. Flows of its latents are verified as above. The result says what cannot be verified: such a model has no inverse and no log-det.',
      'Above 256 dimensions, each layer is verified on random columns of its Jacobian, and the result says so. Exits with status 1 if an error exceeds its tolerance.',
    ],
    examples: ['flowscope verify examples/two-moons.flow.json', 'flowscope verify latest --points 4 --json'],
  },
  async (given, args, io) => {
    const { points, seed } = given;
    const target = await specOrRun(args.positionals[0]!, io.cwd);
    const parameters = target.kind === 'run' ? 'checkpoint' : 'random';
    const { subject, rows, note } = await loadWithProgress(io, (watch) => subjectOf(target, args, seed, watch));
    if (note !== null) writeNote(io, note);
    const runtime = await loadRuntime(subject.plan);
    const verification = await interruptible((signal) => verify(runtime, subject, rows, { points, seed, signal }));
    if (args.json) writeFigure(io, verifyFigure, { ...verification, parameters });
    else show(io, verification, parameters);
    return verification.ok ? 0 : 1;
  },
);

async function subjectOf(
  target: Awaited<ReturnType<typeof specOrRun>>,
  args: Arguments,
  seed: number,
  watch: LoadWatch,
) {
  if (target.kind === 'spec') {
    const { plan, path } = target.spec;
    return specSubject(plan, { folder: dirname(path), trusted: true, ...watch }, seed);
  }
  requireFigure(target.run, verifyFigure);
  const open = await openModel(target.run, checkpointChoice(args));
  return runSubject(open, () => openData(open, watch));
}

function show(io: CommandIo, verification: VerificationOfModel, parameters: 'random' | 'checkpoint'): void {
  const { ok, points, method, layers, checks, notVerified } = verification;
  const style = createStyle(io.color);
  const failed = [failedLayers(layers), failedChecks(checks)].filter((text) => text !== '').join(', ');
  const [good, bad] = checks.length === 0 ? ['exact', 'not exact'] : ['correct', 'not correct'];
  if (layers.length > 0) {
    showTable(io, VERIFICATION_COLUMNS, verificationRows(layers, style));
    writeText(io, '');
  }
  if (checks.length > 0) {
    showTable(io, CHECK_COLUMNS, checkRows(checks, style));
    writeText(io, '');
  }
  const jacobian = method === 'full' ? 'full Jacobian' : 'random columns of each layer’s Jacobian';
  const how = [...(checks.length > 0 ? ['central differences'] : []), ...(method === null ? [] : [jacobian])];
  showFields(io, [
    ['result', ok ? style.green(good) : style.red(failed === '' ? bad : `${bad}: ${failed}`)],
    ['parameters', parameters],
    ['method', `${how.join(', ')}, ${points} points, float64`],
    ...(method === null ? [] : flowFields(verification)),
    ...notVerified.map((text, i) => [i === 0 ? 'not verified' : '', text] as const),
  ]);
}

function flowFields({
  logDetError,
  roundTripError,
  wholeRoundTripError,
  engineError,
  engineTolerance,
  tolerance,
}: VerificationOfModel): readonly (readonly [string, string])[] {
  const error = (value: number | null) => formatError(value ?? Number.NaN);
  return [
    ['log-det error', `${error(logDetError)} (tolerance ${formatError(tolerance.logDet)} nats)`],
    [
      'round-trip error',
      `${error(roundTripError)} (tolerance ${formatError(tolerance.roundTrip)}; ${formatError(tolerance.numericalInverse)} for numerical inverses)`,
    ],
    [
      'whole-flow round trip',
      `${error(wholeRoundTripError)} (errors of the layers, amplified by the conditioning of the flow)`,
    ],
    [
      'float32 engine',
      `whole flow: log-det ${error(engineError.logDet)}, round trip ${error(engineError.roundTrip)}; layers: tolerance ${formatError(engineTolerance.logDet)} of the value plus rounding`,
    ],
  ];
}
