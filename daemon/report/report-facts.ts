/** What a report says of its run in words: facts, and the commands that compute its numbers again. */

import { basename } from 'node:path';
import { isPlane } from '../../protocol/common.ts';
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { VERSION } from '../../protocol/product-version.ts';
import type { ReportFact, Reproduction } from '../../protocol/report/report-content.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { shellWord } from '../encoding/shell-word.ts';
import { withErrorField } from '../format/error-text.ts';
import { verdictLine } from '../format/findings/verdict-text.ts';
import { formatCount, formatEstimate, formatNumber } from '../format/numbers.ts';
import { stateText } from '../format/run-state-text.ts';
import { answerFigure } from '../inspection/answers.ts';
import type { RunRecord } from '../runs/directory/run-record.ts';
import { examine } from '../statistics/findings/findings.ts';
import type { Asking } from './ask-figures.ts';
import { conditionalChoices, hasFigure, type ReportSubject, sampleCount } from './questions.ts';

/** Samples that are compared with held-out rows. */
const SAMPLES = 2000;

export interface Described {
  readonly record: RunRecord;
  readonly run: RunInfo;
  readonly rows: Readonly<Record<'train' | 'validation' | 'test', number>>;
  readonly subject: ReportSubject;
  /** The step at which the panels open. */
  readonly step: number;
}

export function reportFacts({ record, run, rows, step }: Described): readonly ReportFact[] {
  const versions = Object.entries(record.versions).map(([name, version]) => `${name} ${version}`);
  const facts: readonly (readonly [string, string])[] = [
    ['run', record.id],
    ['spec', basename(record.spec)],
    ['state', stateText(run)],
    ['panels open at', `step ${formatCount(step)}`],
    ['parameters', formatCount(record.parameters)],
    ['dimension', formatCount(record.dimension)],
    [
      'rows',
      `${formatCount(rows.train)} training, ${formatCount(rows.validation)} validation, ${formatCount(rows.test)} test`,
    ],
    ['data fingerprint', record.dataFingerprint],
    ['plan hash', record.planHash],
    ...(record.specSha256 === null ? [] : [['spec SHA-256', record.specSha256] as const]),
    ['seed', String(record.seed)],
    ['trained', record.created],
    ['trained by', [...versions, `backend ${record.backend}`].join(', ')],
    ['report by', `flowscope ${VERSION}, node ${process.versions.node}, ${process.platform} ${process.arch}`],
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

/** What is wrong with a flow, and what the model can say of held-out rows, at the step at which the panels open. */
export async function evaluationFacts(
  { runs, runDir, runtime, trusted, signal }: Asking,
  { run, rows, step, subject }: Described,
): Promise<readonly ReportFact[]> {
  const facts: ReportFact[] = [];
  if (hasFigure(subject, 'layers')) {
    const layers = await runs.get(runDir, step, trusted, FIGURES.layers);
    const inspected = await answerFigure('layers', {}, { ...layers, runtime, trusted, signal });
    facts.push({ name: 'verdict', value: verdictLine(examine({ ...inspected, run })) });
  }
  for (const split of ['validation', 'test'] as const) {
    if (rows[split] === 0) continue;
    const opened = await runs.get(runDir, step, trusted, FIGURES.evaluate);
    const context = { ...opened, runtime, trusted, signal };
    // Without an exact likelihood, samples say more.
    const params = hasFigure(subject, 'layers') ? { split, samples: 0 } : { split, samples: SAMPLES };
    facts.push(...heldOutFacts(split, await answerFigure('evaluate', params, context)));
  }
  return withErrorField(facts.map(({ name, value }) => [name, value])).map(([name, value]) => ({ name, value }));
}

type Evaluated = Awaited<ReturnType<typeof answerFigure<'evaluate'>>>;
type Measure = NonNullable<NonNullable<Evaluated['samples']>['c2st']>;

function heldOutFacts(split: string, evaluated: Evaluated): readonly ReportFact[] {
  const { logLikelihood, reason, elbo, importanceWeighted = [], gap, gapBitsPerDim, samples, modes } = evaluated;
  const nats = (value: number | null, se: number | null) => `${formatEstimate(value, se)} nats`;
  const fact = (name: string, value: string): ReportFact => ({ name: `${split} ${name}`, value });
  const measured = (name: string, measure: Measure | null | undefined) => {
    if (!measure) return [];
    const { low, high } = measure.reference;
    const ofData =
      low === null || high === null ? '' : ` (draws of the data: ${formatNumber(low, 3)} to ${formatNumber(high, 3)})`;
    return [fact(name, `${formatEstimate(measure.value, measure.se)}${ofData}`)];
  };
  const bound = importanceWeighted.at(-1);
  const bits = gapBitsPerDim && ` (${formatEstimate(gapBitsPerDim.mean, gapBitsPerDim.se)} bits/dim)`;
  return [
    ...(logLikelihood
      ? [fact('NLL', nats(logLikelihood.mean === null ? null : -logLikelihood.mean, logLikelihood.se))]
      : []),
    ...(logLikelihood === null ? [fact('log-likelihood', `none: ${reason}`)] : []),
    ...(elbo ? [fact('ELBO', nats(elbo.mean, elbo.se))] : []),
    ...(bound ? [fact(`bound with ${formatCount(bound.k)} draws`, nats(bound.mean, bound.se))] : []),
    ...(gap === null ? [] : [fact('gap to the true density', `${nats(gap.mean, gap.se)}${bits ?? ''}`)]),
    ...measured('classifier two-sample test', samples?.c2st),
    ...measured('sliced Wasserstein distance', samples?.slicedWasserstein),
    ...measured('precision', samples?.precision),
    ...measured('recall', samples?.recall),
    ...(modes ? [fact('modes', `${modes.covered} of ${modes.of} covered by samples`)] : []),
  ];
}

/** What is computed, and the command. */
type Command = readonly [string, string];

/** The numbers of the report by command, at the step at which its panels open. */
export function reproductions({ record, rows, subject, step }: Described): readonly Reproduction[] {
  const at = `${record.id} --checkpoint ${step}`;
  const coupling = subject.layers.find(({ isCoupling }) => isCoupling);
  const isImage = subject.shape.length === 3;
  const columns = isImage ? 9 : 97;
  const [from, to] = subject.hasEncoder ? subject.distant : [0, 1];
  const measured = hasFigure(subject, 'layers') ? 'NLL' : hasFigure(subject, 'elbo') ? 'bounds' : 'rows';
  const ofFigure = (figure: FigureName, command: Command) => (hasFigure(subject, figure) ? command : null);
  const commands: readonly (Command | null)[] = [
    ['the run', `flowscope train ${basename(record.spec)} --seed ${record.seed} --steps ${record.steps}`],
    [`validation ${measured}`, `flowscope evaluate ${at} --split validation`],
    rows.test === 0 ? null : [`test ${measured}`, `flowscope evaluate ${at} --split test`],
    ofFigure('layers', ['layers, gains and the sum of the NLL', `flowscope inspect ${at}`]),
    ofFigure('elbo', ['terms of the ELBO', `flowscope elbo ${at}`]),
    coupling === undefined
      ? null
      : ['a coupling at a row', `flowscope coupling ${at} --layer ${coupling.index} --row 0`],
    ['samples', `flowscope sample ${at} -n ${sampleCount(subject)} --seed 0 -o samples.${isImage ? 'png' : 'csv'}`],
    isPlane(subject.shape) && !subject.hasContext
      ? ofFigure('density', ['density', `flowscope density ${at} --size 192 -o density.npz`])
      : null,
    ...conditionalChoices(subject)
      .slice(0, 1)
      .map(
        (columns): Command => [
          'conditional density',
          `flowscope conditional ${at} --columns ${shellWord(columns.join())} --cells 96 -o conditional.npz`,
        ],
      ),
    ['traversals', `flowscope traverse ${at} --rows 6 --columns ${columns} -o traversals.npy`],
    [
      'interpolation',
      `flowscope interpolate ${at} --from ${from} --to ${to} --columns ${columns} -o interpolation.npy`,
    ],
    ofFigure('probe', ['a row, layer by layer', `flowscope probe ${at} --row 0`]),
    subject.hasEncoder
      ? ['latents of the validation rows', `flowscope encode ${at} --split validation -o latents.npz`]
      : null,
    hasFigure(subject, 'layers') ? null : ['samples beside the data', `flowscope yardsticks ${at}`],
    [
      hasFigure(subject, 'layers') ? 'exactness of log-dets and inverses' : 'gradients and precision',
      `flowscope verify ${at}`,
    ],
    ['this report', `flowscope report ${at} -o ${record.id}.html`],
  ];
  return commands.flatMap((pair) => (pair === null ? [] : [{ what: pair[0], command: pair[1] }]));
}
