import { formatCount, formatEstimate, formatNats } from '../../daemon/cli/terminal/numbers.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { runGet } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { stateText } from '../runs/run-states.ts';
import { specDifferences } from './spec-differences.ts';
import { page } from './text-layout.ts';

/** Runs beside each other: their last figures, and where their specs differ from the first one's. */
export async function compareText(link: DaemonLink, runs: readonly RunInfo[]): Promise<string> {
  const details = await Promise.all(runs.map(({ runDir }) => link.request(runGet, { run: runDir })));
  const first = details[0]!;
  const differences = details
    .slice(1)
    .map(({ run, specText }) => {
      const title = `${run.id} against ${first.run.id}`;
      if (specText === null || first.specText === null) return `${title}: the text of one of them is gone`;
      const lines = specDifferences(first.specText, specText);
      return `${title}:\n${lines.length === 0 ? '  the same spec' : lines.map((line) => `  ${line}`).join('\n')}`;
    })
    .join('\n\n');
  return page(
    `Compare ${runs.length} runs`,
    formatTable(
      [
        { title: 'run' },
        { title: 'state' },
        { title: 'validation NLL', align: 'right' },
        { title: 'best NLL', align: 'right' },
        { title: 'parameters', align: 'right' },
        { title: 'seed', align: 'right' },
      ],
      details.map(({ run }) => [
        run.id,
        stateText(run),
        run.validation?.nll == null ? '' : formatEstimate(run.validation.nll, run.validation.se),
        run.best?.nll == null ? '' : `${formatNats(run.best.nll)} at ${run.best.step}`,
        formatCount(run.parameters),
        String(run.seed),
      ]),
    ),
    'Figures in nats per data point; ± is two standard errors.',
    differences,
  );
}
