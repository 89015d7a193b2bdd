import {
  formatCount,
  formatDuration,
  formatEstimate,
  formatNats,
  formatNumber,
  formatRate,
} from '../../daemon/cli/terminal/numbers.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { type RunInfo, runSeries } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { stateText } from '../runs/run-states.ts';
import { type Field, fields, page, sparkline } from './text-layout.ts';
import type { ViewSource } from './view-source.ts';

const BUCKETS = 60;
const KEYS = ['lossMean', 'validation.nll', 'learningRate', 'gradientNorm'] as const;
const LABELS: Readonly<Record<string, string>> = {
  lossMean: 'training loss, nats',
  'validation.nll': 'validation NLL, nats',
  learningRate: 'learning rate',
  gradientNorm: 'gradient norm',
};

/** How a training stands, and its curves from the first step to the last. */
export async function trainingText({ link, run }: ViewSource): Promise<string> {
  const series = await seriesOf(link, run);
  const curves: string[] = [];
  for (const { key, points, values } of series?.series ?? []) {
    // [buckets, 4]: step of the last point, minimum, maximum, last.
    const rows = await link.fetchArray(values);
    const last = Array.from({ length: rows.length / 4 }, (_, i) => rows[4 * i + 3]!);
    const known = last.filter(Number.isFinite);
    if (known.length === 0) continue;
    const [first, final] = [known[0]!, known.at(-1)!].map((value) => formatNumber(value));
    curves.push(
      `${LABELS[key]}: ${first} → ${final}, ${formatCount(points)} points, steps ${series!.from} to ${series!.to}\n${sparkline(last)}`,
    );
  }
  const { validation, best, error, pause } = run;
  const rate: Field[] =
    run.status !== 'running' || run.samplesPerSecond === null
      ? []
      : [['throughput', `${formatRate(run.samplesPerSecond)} rows/s`]];
  const left: Field[] = run.status !== 'running' || run.eta === null ? [] : [['left', formatDuration(run.eta)]];
  return page(
    `${run.name}: training`,
    fields([
      ['run', run.id],
      ['state', stateText(run)],
      ['spec', `${run.spec}${run.unsaved ? ' (trained from text that was not saved)' : ''}`],
      ['folder', run.runDir],
      ['parameters', `${formatCount(run.parameters)}, seed ${run.seed}, ${run.backend}`],
      ...(run.loss === null ? [] : [['loss', `${formatNats(run.loss)} nats`] as const]),
      ...(validation?.nll == null
        ? []
        : [
            [
              'validation',
              `NLL ${formatEstimate(validation.nll, validation.se)} nats at step ${validation.step}`,
            ] as const,
          ]),
      ...(best?.nll == null ? [] : [['best', `NLL ${formatNats(best.nll)} nats at step ${best.step}`] as const]),
      ...rate,
      ...left,
      ['checkpoints', run.checkpoints.length === 0 ? 'none yet' : run.checkpoints.map(({ step }) => step).join(', ')],
      ...(series === null ? [] : [['log', `${formatCount(series.seq)} records`] as const]),
      ...(pause === null ? [] : [['paused', pause.message] as const]),
      ...(error === null ? [] : [['error', `${error.message} (${error.code})`] as const]),
    ]),
    curves.length === 0 ? 'No step has been recorded yet.' : curves.join('\n\n'),
  );
}

/** null: the run has not begun, so its folder is empty. */
async function seriesOf(link: DaemonLink, { runDir }: RunInfo) {
  try {
    return await link.request(runSeries, { run: runDir, keys: [...KEYS], buckets: BUCKETS });
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'run-not-found') return null;
    throw error;
  }
}
