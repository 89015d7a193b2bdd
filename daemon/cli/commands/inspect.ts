import { layersFigure } from '../../../protocol/figures/layers.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { withErrorField } from '../../format/error-text.ts';
import { consequenceSentence, consequencesOf } from '../../format/findings/consequence-text.ts';
import { adviceText, plainText } from '../../format/findings/finding-parts.ts';
import { findingText } from '../../format/findings/finding-text.ts';
import { verdictLine, verdictOf } from '../../format/findings/verdict-text.ts';
import { layerLabel } from '../../format/layer-label.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatError, formatEstimate, formatNats } from '../../format/numbers.ts';
import { printableLine } from '../../format/printable.ts';
import { ENGLISH } from '../../format/strings.ts';
import { createStyle } from '../../format/style.ts';
import { formatWaterfall } from '../../format/waterfall.ts';
import { inspectBesideTraining } from '../../inspection/layers/compare-training.ts';
import type { LayerInspection } from '../../inspection/layers/inspect-layers.ts';
import { costOfWorth, type LayerWorth, layerWorth } from '../../inspection/layers/worth/layer-worth.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { rowsByWeight } from '../../inspection/points/weighted-rows.ts';
import { runStatus } from '../../runs/directory/run-status.ts';
import { type Examined, examine, type Finding, severityOf } from '../../statistics/findings/findings.ts';
import { inverseError } from '../../statistics/findings/layer-findings.ts';
import { WORTH_EVIDENCE } from '../../statistics/worth-evidence.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openFlowRun } from '../open-run.ts';
import { writeNote, writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  layersFigure,
  {
    usage: ['inspect RUN [--split S] [-n N]'],
    notes: [
      'mean is the mean of the layer’s log|det| over the rows (nats, data → latent); for a split, of the log-prior of what leaves the flow there. log π(z) plus all the means is the mean log q(x).',
      `worth is the mean of the gain and of the increase of the NLL if the best affine map replaces the layer. It is the best predictor of what is lost when the layer is removed and the flow trained again (rank correlation ${WORTH_EVIDENCE.worth.toFixed(2)}; the gain alone: ${WORTH_EVIDENCE.gain.toFixed(2)}). It is left out for large flows.`,
      'cut NLL is the NLL of a flow that ends after the layer, in a fitted Gaussian. gain is how much the layer lowers it.',
      'The NLL is that of a Gaussian fitted to the rows, minus the gains, plus the base term. For a normal base it is called base mismatch, the KL divergence of the Gaussian fitted to the latents from the base. For another base it may be negative. “expected” is its mean for latents that follow the base, because the Gaussian is fitted to few rows.',
      'The Gaussians have full covariances, but diagonal ones for D > n/10 or D²/4n > 0.1, where D is the dimension and n the number of rows.',
      'For images, a second table converts nats to bits/dim: −log q(x)/(D ln 2) for the integers x, so uniform dequantization of 8-bit images adds 8.',
      'The same number of held-out and of training rows is used: the first N of each split, or as many as the smaller split has. Rows with weights are drawn by weight from the whole split, at most as many as its effective sample size. Validation during training uses all rows of its split.',
    ],
    examples: ['flowscope inspect latest', 'flowscope inspect latest --split test -n 1000 --json'],
  },
  async (given, args, io) => {
    const { split, n: limit } = given;
    const { open, data, runtime } = await openFlowRun(layersFigure, args, io);
    const rows = data.split(split);
    if (rows.count === 0)
      throw usageError(`the ${split} split of this run has no rows`, 'choose another one, such as --split train');
    const noiseSeed = open.plan.training.seed;
    const inspection = await interruptible((signal) =>
      inspectBesideTraining(runtime, open, data, split, { limit, noiseSeed, signal }),
    );
    if (!inspection.sumOk) {
      writeNote(
        io,
        `The sum of the terms differs from log q(x) by up to ${formatError(inspection.sumError)} nats, more than float32 rounding explains.`,
      );
    }
    const source = sourceOf(open);
    const { n } = inspection;
    const worth =
      costOfWorth(open, rows, n).kind === 'cheap'
        ? await interruptible((signal) =>
            layerWorth(runtime, open, data, rowsByWeight(rows, n), { limit: n, noiseSeed, signal }),
          )
        : null;
    const examined = examine({ ...inspection, checkpoint: source.checkpoint, run: await runStatus(open.run) });
    if (args.json) {
      const verdict = verdictDocument(examined);
      writeFigure(io, layersFigure, { ...source, split, ...inspection, ...(worth && { worth }), verdict });
    } else show(io, checkpointText(source), split, { ...inspection, worth }, examined);
    return summaryExit(inspection.total.mean);
  },
);

type Inspected = Awaited<ReturnType<typeof inspectBesideTraining>> & { readonly worth: LayerWorth | null };

function verdictDocument(examined: Examined) {
  const findings = examined.findings.flatMap((finding) => {
    const { kind } = finding;
    const own = examined.consequences.filter(({ of }) => of === kind);
    return [
      findingDocument(finding),
      ...own.map((consequence) => {
        const { more: _, ...said } = findingDocument(consequence.finding);
        return { ...said, advice: ENGLISH.fixFirst, consequenceOf: kind };
      }),
    ];
  });
  const { severity } = verdictOf(examined);
  const isNote = severity === 'none' && findings.length > 0;
  return {
    severity: isNote ? 'note' : severity,
    text: verdictLine(examined),
    findings,
    checks: examined.checks,
  } as const;
}

function findingDocument(finding: Finding) {
  const { kind } = finding;
  const text = findingText(finding);
  return {
    kind,
    severity: severityOf(finding),
    headline: text.headline,
    text: plainText(text.text),
    advice: adviceText(text),
    ...(text.more === '' ? {} : { more: plainText(text.more) }),
  };
}

function show(io: CommandIo, checkpoint: string, split: string, inspection: Inspected, examined: Examined): void {
  const { n, drawnFrom, gaussianNll, covariance, contextSize, base, layers, total, lowerBound, sumError } = inspection;
  const style = createStyle(io.color);
  writeText(io, `${style.bold(printableLine(verdictLine(examined)))}\n\n`);
  showFields(io, [
    ['checkpoint', checkpoint],
    [
      'rows',
      `${formatCount(n)} (${split} split)${drawnFrom === undefined ? '' : `, drawn by weight from ${formatCount(drawnFrom)}`}`,
    ],
    ...leftOutField(total.notFinite, n, { summary: 'everything below' }),
    [
      'Gaussian NLL',
      Number.isFinite(gaussianNll)
        ? `${formatNats(gaussianNll)} nats (${[
            covariance === 'full' ? 'full covariance' : 'diagonal covariance, as these rows are too few for a full one',
            'fitted to the same rows',
            ...(contextSize > 0 ? ['ignores the context'] : []),
          ].join(', ')})`
        : 'n/a (these rows have zero variance in some direction, so no Gaussian can be fitted)',
    ],
  ]);
  const worths = new Map(inspection.worth?.layers.map(({ index, value, affine }) => [index, affine ? null : value]));
  const rows = layers.map(({ mean, std, cutNll, gain, ...layer }, l) => ({
    label: layerLabel(layer),
    ...worthOf(worths.get(layer.index)),
    mean,
    std,
    cutNll,
    gain,
    ...(inspection.training === undefined ? {} : { trainingGain: inspection.training.layers[l]!.gain }),
  }));
  const width = 'columns' in io.stdout && typeof io.stdout.columns === 'number' ? { maxWidth: io.stdout.columns } : {};
  writeText(io, '');
  showSum(io, split, inspection);
  writeText(io, `\n${formatWaterfall({ base, rows, total, lowerBound }, { style, ...width })}\n`);
  if (inspection.ledger !== undefined) showLedger(io, inspection.ledger);
  const errorOf = (layer: Inspected['layers'][number]) => inverseError(layer) ?? Number.NaN;
  const worst = layers.reduce((a, b) => (errorOf(b) > errorOf(a) ? b : a), layers[0]!);
  showFields(io, [
    ['largest error of the sum', `${formatError(sumError)} nats`],
    ...(worst === undefined
      ? []
      : [
          [
            'largest round-trip error',
            `${formatError(errorOf(worst))} relative to its input (layer ${worst.index})`,
          ] as const,
        ]),
  ]);
  showFindings(io, examined);
}

function showFindings(io: CommandIo, examined: Examined): void {
  if (examined.findings.length > 0) writeText(io, '\n');
  for (const finding of examined.findings) {
    const text = findingText(finding);
    const advice = adviceText(text);
    const consequences = consequencesOf(examined, finding);
    const lines = [
      `${text.headline}${/[.?!]$/.test(text.headline) ? '' : '.'} ${plainText(text.text)}`,
      ...(advice === '' ? [] : [`  ${ENGLISH.next} ${advice}`]),
      ...(text.more === '' ? [] : [`  ${ENGLISH.moreOptions}: ${plainText(text.more)}`]),
      ...(consequences.length === 0 ? [] : [`  ${consequenceSentence(finding, consequences)}`]),
    ];
    for (const line of lines) writeText(io, `${printableLine(line)}\n`);
  }
}

/** NLL in nats and in bits/dim, from the flow to the integers. */
function showLedger(io: CommandIo, { dimension, rows, total }: NonNullable<Inspected['ledger']>): void {
  const cells = (name: string, amount: { readonly nats: number; readonly bitsPerDim: number }) => [
    name,
    formatNats(amount.nats),
    formatNats(amount.bitsPerDim),
  ];
  writeText(io, '\n');
  showTable(
    io,
    [
      { title: `images of ${formatCount(dimension)} values` },
      { title: 'nats', align: 'right' },
      { title: 'bits/dim', align: 'right' },
    ],
    [...rows.map((row) => cells(row.index === null ? 'NLL of the flow' : `+ ${row.type}`, row)), cells('= NLL', total)],
  );
  writeText(io, '\n');
}

function worthOf(worth: number | null | undefined) {
  return worth === undefined ? {} : { worth };
}

/** G₀ − Σ gains + M = NLL, of the split and of training rows. */
function showSum(io: CommandIo, split: string, inspection: Inspected): void {
  const { training, generalizationGap: gap, total, lastTerm } = inspection;
  const cells = (name: string, nll: number, sum: Pick<LayerInspection, 'gaussianNll' | 'lastTerm'>, gains: number) => [
    name,
    formatNats(sum.gaussianNll),
    formatNats(gains),
    formatNats(sum.lastTerm.value),
    formatNats(nll),
  ];
  const all = (layers: readonly { readonly gain: number }[]) => layers.reduce((sum, { gain }) => sum + gain, 0);
  showTable(
    io,
    [
      { title: 'rows' },
      { title: 'Gaussian', align: 'right' },
      { title: '− gains', align: 'right' },
      { title: `+ ${ENGLISH[`lastTerm.${lastTerm.kind}`].toLowerCase()}`, align: 'right' },
      { title: '= NLL', align: 'right' },
    ],
    [
      cells(split, -total.mean, inspection, all(inspection.layers)),
      ...(training === undefined ? [] : [cells('train', training.nll, training, all(training.layers))]),
      ...(Number.isFinite(lastTerm.expected) ? [['expected', '', '', formatNats(lastTerm.expected)]] : []),
    ],
  );
  if (gap !== undefined) {
    const text = `${formatEstimate(gap.mean, gap.se)} nats (${split} minus train)`;
    showFields(io, withErrorField([['generalization gap', text]]));
  }
}
