/** What a report says of its run in words: facts, and the commands that compute its numbers again. */

import { basename } from 'node:path';
import { isPlane } from '../../protocol/common.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { VERSION } from '../../protocol/product-version.ts';
import type { ReportFact, Reproduction } from '../../protocol/report/report-content.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { verdictLine } from '../format/findings/verdict-text.ts';
import { formatCount, formatEstimate } from '../format/numbers.ts';
import { stateText } from '../format/run-state-text.ts';
import { answerFigure } from '../inspection/answers.ts';
import type { RunRecord } from '../runs/directory/run-record.ts';
import { examine } from '../statistics/findings/findings.ts';
import type { Asking } from './ask-figures.ts';
import { type ReportSubject, sampleCount } from './questions.ts';

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

/** What is wrong with the flow, and the likelihood of held-out rows, at the step at which the panels open. */
export async function evaluationFacts(
  { runs, runDir, runtime, trusted, signal }: Asking,
  { run, rows, step }: Described,
): Promise<readonly ReportFact[]> {
  const layers = await runs.get(runDir, step, trusted, FIGURES.layers);
  const inspected = await answerFigure('layers', {}, { ...layers, runtime, trusted, signal });
  const facts: ReportFact[] = [{ name: 'verdict', value: verdictLine(examine({ ...inspected, run })) }];
  for (const split of ['validation', 'test'] as const) {
    if (rows[split] === 0) continue;
    const opened = await runs.get(runDir, step, trusted, FIGURES.evaluate);
    const context = { ...opened, runtime, trusted, signal };
    const { logLikelihood, gap, gapBitsPerDim } = await answerFigure('evaluate', { split }, context);
    const { mean, se } = logLikelihood!;
    facts.push({ name: `${split} NLL`, value: `${formatEstimate(mean === null ? null : -mean, se)} nats` });
    if (gap !== null) {
      const bits = gapBitsPerDim && ` (${formatEstimate(gapBitsPerDim.mean, gapBitsPerDim.se)} bits/dim)`;
      const value = `${formatEstimate(gap.mean, gap.se)} nats${bits ?? ''}`;
      facts.push({ name: `${split} gap to the true density`, value });
    }
  }
  return facts;
}

/** The numbers of the report by command, at the step at which its panels open. */
export function reproductions({ record, rows, subject, step }: Described): readonly Reproduction[] {
  const at = `${record.id} --checkpoint ${step}`;
  const coupling = subject.layers.find(({ isCoupling }) => isCoupling);
  const isImage = subject.shape.length === 3;
  const columns = isImage ? 9 : 97;
  const [from, to] = subject.distant;
  const commands: readonly (readonly [string, string] | null)[] = [
    ['the run', `flowscope train ${basename(record.spec)} --seed ${record.seed} --steps ${record.steps}`],
    ['validation NLL', `flowscope evaluate ${at} --split validation`],
    rows.test === 0 ? null : ['test NLL', `flowscope evaluate ${at} --split test`],
    ['layers, gains and the sum of the NLL', `flowscope inspect ${at}`],
    coupling === undefined
      ? null
      : ['a coupling at a row', `flowscope coupling ${at} --layer ${coupling.index} --row 0`],
    ['samples', `flowscope sample ${at} -n ${sampleCount(subject)} --seed 0 -o samples.${isImage ? 'png' : 'csv'}`],
    isPlane(subject.shape) && !subject.hasContext
      ? ['density', `flowscope density ${at} --size 192 -o density.npz`]
      : null,
    ['traversals', `flowscope traverse ${at} --rows 6 --columns ${columns} -o traversals.npy`],
    [
      'interpolation',
      `flowscope interpolate ${at} --from ${from} --to ${to} --columns ${columns} -o interpolation.npy`,
    ],
    ['a row, layer by layer', `flowscope probe ${at} --row 0`],
    ['latents of the validation rows', `flowscope encode ${at} --split validation -o latents.npz`],
    ['exactness of log-dets and inverses', `flowscope verify ${at}`],
    ['this report', `flowscope report ${at} -o ${record.id}.html`],
  ];
  return commands.flatMap((pair) => (pair === null ? [] : [{ what: pair[0], command: pair[1] }]));
}
