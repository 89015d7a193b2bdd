/** `auto` where there is an accelerator: it is used if a few steps of this plan are faster there than on the processor. */
import { formatDuration } from '../../format/numbers.ts';
import { evaluationBackend } from '../../runtime/registry.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import type { Engine, EngineOptions } from './engine.ts';
import type { Accelerator, AcceleratorsFound } from './find-accelerators.ts';
import { secondsPerStep } from './seconds-per-step.ts';

/** Training on the processor that is shorter than this is not worth starting an accelerator, seconds. */
const SHORT = 30;
/** The longest that one accelerator may take to start, to compile and to be measured, milliseconds. */
const PATIENCE = 90_000;
/** An accelerator must take less than this share of the processor's time. */
const CLEARLY = 0.8;

/** The reason if accelerators were not looked for. */
export const NOT_SEARCHED: AcceleratorsFound = { accelerators: [], reason: 'the processor is the default' };

export interface FasterOptions extends EngineOptions {
  readonly found: AcceleratorsFound;
  /** See `SHORT`. */
  readonly short?: number;
}

/** @param own the processor @param use is given the engine to train with */
export async function withFasterEngine<R>(
  own: Engine,
  prepared: PreparedTraining,
  options: FasterOptions,
  use: (engine: Engine) => Promise<R>,
): Promise<R> {
  const engine = await fasterEngine(own, prepared, options);
  try {
    return await use(engine);
  } finally {
    if (engine.runtime !== own.runtime) await engine.runtime.close?.();
  }
}

async function fasterEngine(own: Engine, prepared: PreparedTraining, options: FasterOptions): Promise<Engine> {
  const { found, short = SHORT, signal } = options;
  if (found.accelerators.length === 0) return { ...own, reason: `auto: ${found.reason}` };
  const here = await secondsPerStep(own, prepared);
  const total = here * prepared.steps;
  if (total < short) return { ...own, reason: `auto: the run takes about ${formatDuration(total)} on the processor` };
  const compared = [`${milliseconds(here)} a step on the processor`];
  let best: { readonly engine: Engine; readonly seconds: number } = { engine: own, seconds: CLEARLY * here };
  for (const accelerator of found.accelerators) {
    if (signal.aborted) break;
    const name = `${accelerator.kind} (${accelerator.backend})`;
    const tried = await tryOne(accelerator, own, prepared, options);
    compared.push('problem' in tried ? `${name}: ${tried.problem}` : `${milliseconds(tried.seconds)} on ${name}`);
    if ('problem' in tried) continue;
    const [faster, slower] = tried.seconds < best.seconds ? [tried, best] : [best, tried];
    best = faster;
    if (slower.engine !== own) await slower.engine.runtime.close?.();
  }
  return { ...best.engine, reason: `auto: measured ${compared.join(', ')}` };
}

type Tried = { readonly engine: Engine; readonly seconds: number } | { readonly problem: string };

async function tryOne(
  { backend, device }: Accelerator,
  own: Engine,
  prepared: PreparedTraining,
  { openRuntime, python, listener, signal }: FasterOptions,
): Promise<Tried> {
  try {
    const runtime = await openRuntime(backend, {
      device,
      python,
      signal,
      onProgress: (what, seconds) => listener({ event: 'backend', backend, what, seconds }),
    });
    const evaluation = evaluationBackend(backend) === backend ? runtime : own.evaluation;
    const engine: Engine = { runtime, evaluation, reason: '' };
    try {
      return { engine, seconds: await within(PATIENCE, signal, secondsPerStep(engine, prepared)) };
    } catch (error) {
      await runtime.close?.();
      throw error;
    }
  } catch (error) {
    // Nobody asked for this backend: whatever is wrong with it, there is the processor.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws Error if it takes longer, or the signal is aborted */
async function within<T>(limit: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const tooLate = () => late.reject(new Error(signal.aborted ? 'stopped' : `not ready within ${limit / 1000} s`));
  const timer = setTimeout(tooLate, limit);
  signal.addEventListener('abort', tooLate);
  work.catch(() => {});
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', tooLate);
  }
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toPrecision(3)} ms`;
}
