import { elboFigure } from '../../../protocol/figures/elbo.ts';
import { barScale, signedBar } from '../../format/bar.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { withErrorField } from '../../format/error-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatCounted, formatEstimate, formatNats, formatNumber } from '../../format/numbers.ts';
import { createStyle } from '../../format/style.ts';
import { type ElboTerms, elboTerms } from '../../inspection/evaluate/elbo.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { firstRows, splitRows } from '../../inspection/opened/split-rows.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';

/** Latent dimensions that are printed as text; the JSON has all. */
const SHOWN = 20;
const BAR = 30;
const RECONSTRUCTION = 'reconstruction';

export const run = defineFigureCommand(
  elboFigure,
  {
    usage: ['elbo RUN [--split S] [-n N] [--importance K]'],
    notes: [
      'ELBO = E[ln p(x | z)] − KL(q(z | x) ‖ p(z)), in nats, for the density in data units. The gap is the mean of the importance-weighted bound of K draws minus that of a single draw, which is the ELBO, over the same rows and draws: on average, log q(x) is at least the bound.',
      'A dimension is not used if its mean KL is below 0.01 nats: its posterior is the prior for every x.',
    ],
    examples: ['flowscope elbo latest', 'flowscope elbo latest --importance 0 --json'],
  },
  async (given, args, io) => {
    const { split, n: wanted, importance } = given;
    const { open, data, runtime } = await openRunAll(elboFigure, args, io);
    const all = splitRows(data, split);
    const rows = firstRows(all, wanted);
    const n = rows.count;
    const noiseSeed = open.plan.training.seed;
    const { centers: _, ...terms } = await interruptible((signal) =>
      elboTerms(runtime, open, data, rows, { noiseSeed, importance, signal }),
    );
    const floor = data.dataset.density?.floor;
    const source = sourceOf(open);
    if (args.json) {
      writeFigure(io, elboFigure, {
        ...source,
        split,
        n,
        unit: 'nats',
        ...terms,
        dimensions: terms.dimensions.map((own) => ({ ...own })),
        floor: floor === undefined ? null : { nll: floor },
      });
      return summaryExit(terms.elbo.mean);
    }
    const fields: (readonly [string, string])[] = [
      ['checkpoint', checkpointText(source)],
      ['rows', `${formatCount(n)} (${split} split)`],
      ...leftOutField(terms.elbo.notFinite, n, { quantity: 'ELBO', summary: 'every mean' }),
      ...(terms.importance === null ? [] : [['bound', boundText(terms.importance)] as const]),
      ...(floor === undefined
        ? []
        : [['floor', `${formatNats(floor)} nats (lowest mean NLL over samples of the true density)`] as const]),
    ];
    showFields(io, withErrorField(fields));
    writeText(io, '');
    showTerms(io, terms);
    return summaryExit(terms.elbo.mean);
  },
);

function boundText({ k, rows, gap, bound }: NonNullable<ElboTerms['importance']>): string {
  return `${formatNats(bound)} nats, K = ${formatCount(k)}: ${formatEstimate(gap.mean, gap.se)} above the ELBO (${formatCounted(rows, 'row')})`;
}

type Shown = Omit<ElboTerms, 'centers'>;

function showTerms(io: CommandIo, { elbo, reconstruction, kl, dimensions, unused, importance }: Shown): void {
  const style = createStyle(io.color);
  const used = dimensions.filter((own) => own.used && own.kl !== null).slice(0, SHOWN);
  const rest = kl.mean - used.reduce((sum, own) => sum + own.kl!.mean, 0);
  const others = dimensions.length - used.length;
  const restName =
    used.length === 0
      ? 'KL'
      : others === unused.count
        ? `KL of ${formatCounted(others, 'dimension')} not used`
        : `KL of ${formatCounted(others, 'other dimension')}`;
  const rows: readonly (readonly [string, number, string, string])[] = [
    [RECONSTRUCTION, reconstruction.mean, '', ''],
    ...used.map(
      (own) => [`KL of z${own.index}`, -own.kl!.mean, centerText(own), deviationText(own.posteriorStd)] as const,
    ),
    ...(others === 0 && used.length > 0 ? [] : [[restName, -rest, '', ''] as const]),
  ];
  const gap = importance === null ? [] : [['gap of the bound', importance.gap.mean, '', ''] as const];
  // As in the waterfall of a flow, what it starts from has no bar: it is often much larger than the terms.
  const scale = barScale(
    [...rows.slice(1), ...gap].map(([, mean]) => mean),
    BAR,
  );
  const cells = ([name, mean, center, deviation]: (typeof rows)[number]) => [
    name,
    formatNats(mean),
    center,
    deviation,
    ...(name === RECONSTRUCTION ? [] : [signedBar(mean, scale, style)]),
  ];
  showTable(
    io,
    [
      { title: 'term' },
      { title: 'mean', align: 'right' },
      // Elsewhere, ± is two standard errors.
      { title: 'centers, mean (std)', align: 'right' },
      { title: 'std of q', align: 'right' },
      { title: '' },
    ],
    [
      ...rows.map(cells),
      ['ELBO', formatNats(elbo.mean)],
      ...gap.map(cells),
      ...(importance === null ? [] : [['bound', formatNats(importance.bound)]]),
    ],
    { rulesBefore: [rows.length, ...(importance === null ? [] : [rows.length + 1, rows.length + 2])] },
  );
}

/** `0.01 (0.98)`: mean and standard deviation over the rows. */
function centerText({ mean, std }: { readonly mean: number; readonly std: number }): string {
  return `${formatNumber(mean, 2)} (${formatNumber(std, 2)})`;
}

function deviationText(value: number | null): string {
  return value === null ? '' : formatNumber(value, 2);
}
