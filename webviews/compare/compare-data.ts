/** Requests of the Compare panel. */
import { type RunInfo, runGet, runMarks, runSeries } from '../../protocol/rpc/run-methods.ts';
import { hasBegun } from '../../protocol/run-actions.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { XRange } from '../charts/lines/step-range.ts';

export interface Curves {
  readonly extent: XRange;
  /** In the order of the runs. */
  readonly runs: readonly {
    /** NLLs, or upper bounds of them; empty if the model has no likelihood, as `validation` is. */
    readonly training: Column;
    readonly validation: Column;
    /** Exact floor of the NLL, nats; null: not known. */
    readonly floor: number | null;
    /** Of training, in all attempts; null: not known. */
    readonly seconds: number | null;
  }[];
}

interface Column {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

const EMPTY: Column = { steps: [], values: [] };
/** The loss of a flow with a discriminator is no likelihood, but one of its terms is. */
const KEYS = ['lossMean', 'terms.nll', 'validation.nll', 'elapsed'] as const;

export async function fetchCurves(
  host: PanelHost,
  runs: readonly RunInfo[],
  buckets: number,
  signal: AbortSignal,
): Promise<Curves> {
  const found = await Promise.all(
    runs.map(async (run) => {
      const { runDir } = run;
      // A run without curves does not hide those of the others.
      if (!hasBegun(run)) {
        return {
          from: Number.POSITIVE_INFINITY,
          to: 0,
          training: EMPTY,
          validation: EMPTY,
          floor: null,
          seconds: null,
        };
      }
      const [result, { start }] = await Promise.all([
        host.request(runSeries, { run: runDir, keys: [...KEYS], buckets }, signal),
        host.request(runMarks, { run: runDir }, signal),
      ]);
      const [losses, nlls, validation, elapsed] = await Promise.all(
        result.series.map(async ({ values }) => columnOf(await host.fetchArray(values, signal))),
      );
      const own = nlls!.steps.length > 0 ? nlls! : losses!;
      const hasNll = run.likelihood !== 'none';
      return {
        from: result.from,
        to: result.to,
        training: hasNll ? own : EMPTY,
        validation: hasNll ? validation! : EMPTY,
        floor: start?.floor ?? null,
        seconds: trainedSeconds(elapsed!.values),
      };
    }),
  );
  const from = Math.min(...found.map((own) => own.from));
  return {
    extent: { from: Number.isFinite(from) ? from : 0, to: Math.max(...found.map(({ to }) => to)) },
    runs: found,
  };
}

/** @param elapsed seconds since an attempt began, over the steps: they fall where another attempt begins */
export function trainedSeconds(elapsed: readonly number[]): number | null {
  if (elapsed.length === 0) return null;
  return elapsed.reduce((sum, value, i) => {
    const before = elapsed[i - 1] ?? 0;
    return sum + (value < before ? value : value - before);
  }, 0);
}

/** @param rows [buckets, 4]: step of the last point, minimum, maximum, last */
function columnOf(rows: ArrayLike<number>): Column {
  const filled = Array.from({ length: rows.length / 4 }, (_, b) => 4 * b).filter((b) => !Number.isNaN(rows[b]));
  return { steps: filled.map((b) => rows[b]!), values: filled.map((b) => rows[b + 3]!) };
}

export interface Described {
  /** The text that the run was trained from; null if it is missing. */
  readonly specText: string | null;
  /** Whether its NLLs can fall without limit. */
  readonly integers: boolean;
}

/** In the order of the runs. */
export function fetchDescribed(
  host: PanelHost,
  runs: readonly RunInfo[],
  signal: AbortSignal,
): Promise<readonly Described[]> {
  return Promise.all(
    runs.map(async ({ runDir }) => {
      const { specText, integers = false } = await host.request(runGet, { run: runDir }, signal);
      return { specText, integers };
    }),
  );
}
