/** `flowscope train`: a new training, or the continuation of one, in a worker process. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { listCheckpoints } from '../../runs/checkpoint-manifest.ts';
import { findRun } from '../../runs/find-run.ts';
import { openMetricsLog } from '../../runs/metrics-log.ts';
import { openRun } from '../../runs/run-directory.ts';
import type { Plan } from '../../spec/plan.ts';
import { suggestedThreads } from '../../training/suggested-threads.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import type { TrainingEnd, TrainingProcess } from '../../worker/training-process.ts';
import { startTrainingProcess } from '../../worker/training-process.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { diagnosticText } from '../diagnostic-text.ts';
import { INTERRUPTED_STATUS } from '../interrupt.ts';
import { loadSpec } from '../load-spec.ts';
import type { Arguments } from '../options.ts';
import { writeNote } from '../print.ts';
import { createStyle } from '../terminal/style.ts';
import { trainingReport } from '../training-report.ts';
import { usageError } from '../usage-error.ts';
import { wholeNumber } from '../values.ts';

/** Interrupts closer together than this are one. */
const ONE_PRESS_MILLISECONDS = 100;

export const run = defineCommand(
  {
    name: 'train',
    usage: ['train SPEC [options]', 'train --resume RUN [--threads N]'],
    positionals: [{ name: 'SPEC', description: 'A .flow.json file.' }],
    required: 0,
    options: {
      'run-dir': {
        value: 'D',
        description: 'Folder of the run: absent or empty. Default: .flowscope/runs beside the spec.',
      },
      steps: { value: 'N', description: 'Optimization steps instead of the spec’s; stored with the run.' },
      seed: { value: 'N', description: 'Seed of initialization, order and noise instead of the spec’s.' },
      threads: {
        value: 'N',
        description: 'Threads inside one operation. Default: 1 for small networks, else up to 4.',
      },
      resume: {
        value: 'RUN',
        description: 'Go on with a run from its newest checkpoint: a directory, an id, or latest.',
      },
    },
    notes: [
      'Ctrl-C finishes the current steps (a quarter of a second), saves a checkpoint and exits with status 130. A second Ctrl-C ends at once; saved checkpoints stay.',
      'A resumed training continues exactly as if it had not been interrupted.',
    ],
    examples: ['flowscope train examples/two-moons.flow.json', 'flowscope train --resume latest'],
  },
  async (args, io) => {
    const report = trainingReport(io, args.json);
    let last: TrainEvent | null = null;
    let runDir: string | null = null;
    // The worker loads its runtime while the spec is being checked.
    const worker = startTrainingProcess({
      script: fileURLToPath(new URL('./worker.js', import.meta.url)),
      onEvent: (event) => {
        last = event;
        if ('runDir' in event) runDir = event.runDir;
        report.event(event);
      },
      onStderr: (text) => io.stderr.write(text),
    });
    const interrupts = onInterrupt(worker, () =>
      report.note('Finishing the current steps and saving a checkpoint. Press Ctrl-C again to end at once.'),
    );
    try {
      worker.begin(await jobOf(args, io));
    } catch (error) {
      worker.kill('SIGKILL');
      throw error;
    }
    const end = await worker.end;
    interrupts.dispose();
    report.close();
    if (end.kind === 'error') throw workerError(end.error);
    const told = asFinal(last);
    const final = told ?? (await finalOfDead(end, runDir, interrupts.count() >= 2));
    if (!told) report.event(final);
    if (final.event === 'done') return 0;
    return final.event === 'interrupted' ? INTERRUPTED_STATUS : 1;
  },
);

async function jobOf(args: Arguments, io: CommandIo): Promise<TrainingJob> {
  const threads = wholeNumber(args, 'threads', { min: 1, max: 256, otherwise: null });
  const steps = wholeNumber(args, 'steps', { min: 1, otherwise: null });
  const seed = wholeNumber(args, 'seed', { min: 0, otherwise: null });
  const [file] = args.positionals;
  const resume = args.text('resume');
  if (resume !== null) {
    const other = ['run-dir', 'steps', 'seed'].find((name) => args.flag(name));
    if (other !== undefined || file !== undefined) {
      throw usageError(
        `--resume takes no ${other === undefined ? 'SPEC' : `--${other}`}: the run keeps its own`,
        'flowscope train --resume RUN',
      );
    }
    const { directory, record } = await findRun(resume, io.cwd);
    return {
      kind: 'resume',
      runDir: directory,
      threads: threads ?? threadsFor(record.plan as unknown as Plan),
      trusted: true,
    };
  }
  if (file === undefined) throw usageError('train needs SPEC or --resume RUN', 'flowscope train SPEC.flow.json');
  const spec = await loadSpec(file, io.cwd, { missingData: 'error' });
  const { path, text, plan } = spec;
  const style = createStyle(io.interactive && io.colour);
  for (const diagnostic of spec.diagnostics) {
    if (diagnostic.severity === 'warning') writeNote(io, diagnosticText(file, spec, diagnostic, style));
  }
  const chosen = args.text('run-dir');
  const runDir = chosen === null ? null : resolve(io.cwd, chosen);
  return {
    kind: 'new',
    plan: overridden(plan, steps, seed),
    specPath: path,
    specText: text,
    runDir,
    threads: threads ?? threadsFor(plan),
    trusted: true,
  };
}

function threadsFor(plan: Plan): number {
  return suggestedThreads(plan, availableParallelism());
}

function overridden(plan: Plan, steps: number | null, seed: number | null): Plan {
  const training = {
    ...plan.training,
    ...(steps === null ? {} : { steps, epochs: null }),
    ...(seed === null ? {} : { seed }),
  };
  return { ...plan, training };
}

function onInterrupt(worker: TrainingProcess, first: () => void) {
  let count = 0;
  let at = Number.NEGATIVE_INFINITY;
  const listener = () => {
    // npm, a launcher and the terminal may each pass on one key press.
    if (performance.now() - at < ONE_PRESS_MILLISECONDS) return;
    at = performance.now();
    count++;
    if (count === 1) {
      worker.request('stop');
      first();
    } else {
      worker.kill('SIGKILL');
    }
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    count: () => count,
    dispose() {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

function asFinal(event: TrainEvent | null): FinalEvent | null {
  return event && (event.event === 'done' || event.event === 'interrupted' || event.event === 'failed') ? event : null;
}

function workerError({
  code,
  message,
  hint,
  file,
  exitCode,
}: Extract<TrainingEnd, { kind: 'error' }>['error']): FlowscopeError {
  return new FlowscopeError(code, message, { ...(hint ? { hint } : {}), ...(file ? { file } : {}), exitCode });
}

/** What to say of a worker that ended without a last word; a crash is written into the run's log. */
async function finalOfDead(end: TrainingEnd, runDir: string | null, wanted: boolean): Promise<FinalEvent> {
  const died = end.kind === 'died' ? end : null;
  const signal = died?.signal ? ` by ${died.signal}` : ` with status ${died?.exitCode ?? 'unknown'}`;
  if (runDir === null) {
    if (wanted) return { event: 'interrupted', runDir: '', step: 0, checkpoint: null };
    throw new FlowscopeError(
      'crashed',
      `the training process ended${signal} before it began. ${died?.stderr ?? ''}`.trim(),
    );
  }
  const checkpoints = await listCheckpoints((await openRun(runDir)).paths.checkpoints);
  const newest = checkpoints.at(-1);
  const at = { runDir, step: newest?.step ?? 0, checkpoint: newest?.path ?? null };
  if (wanted) return { event: 'interrupted', ...at };
  const memory = died?.signal === 'SIGKILL' ? ' (the system may have run out of memory)' : '';
  const tail = died?.stderr.trim().split('\n').slice(-5).join('\n') ?? '';
  const message = `the training process ended${signal}${memory}. ${tail}`.trim();
  const event: FinalEvent = { event: 'failed', ...at, code: 'crashed', message };
  const log = openMetricsLog((await openRun(runDir)).paths.metrics);
  log.append('failed', at.step, { code: event.code, message, runDir, checkpoint: at.checkpoint });
  log.close();
  return event;
}
