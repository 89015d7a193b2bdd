/** Pictures of an evaluation. */
import { formatCounted, formatNumber, formatP } from '../../format/numbers.ts';
import type { FittedBaseline } from '../../inspection/evaluate/baselines.ts';
import type { Coverage } from '../../inspection/evaluate/calibration.ts';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { Norms } from '../../inspection/evaluate/norms.ts';
import type { PitColumn, PitHistograms } from '../../inspection/evaluate/pit.ts';
import type { SheetSection } from '../../pictures/panel-sheet.ts';
import type { PictureStyle } from '../../pictures/picture-format.ts';
import { usageError } from '../usage-error.ts';
import { baselineName } from './show-baselines.ts';
import { rankedText } from './show-calibration.ts';

export const PICTURES = ['all', 'baselines', 'coverage', 'pit', 'qq', 'latents', 'scatter'] as const;
export type PictureName = (typeof PICTURES)[number];

export interface PicturedEvaluation {
  readonly title: string;
  readonly evaluation: Evaluation;
  readonly baselines: readonly FittedBaseline[] | null;
  readonly pit: PitHistograms | null;
  readonly latentPit: PitHistograms | null;
  readonly coverage: Coverage | null;
  readonly norms: Norms | null;
}

/** Columns on a sheet, from the one that is least like its samples; of a sheet with all pictures, latents. */
const [MOST_COLUMNS, MOST_LATENTS] = [12, 3];
/** How to read the plots, and what they do not say. */
const HELP = {
  coverage: 'Coverage: below the band, the model is too narrow; above it, too wide.',
  ranks:
    'PIT: if the model is right, the bars are in the gray band, and the quantiles are on the diagonal. Bars high at both ends: the model is too narrow; in the middle: too wide; at one end: shifted.',
  p: 'p: the probability of a distance at least as large if the model is right. Of many columns, some have a small p by chance.',
  scatter: 'A low likelihood does not prove that a row is an anomaly.',
} as const;

/** Of the plots that are there. */
function helpOf({ pit, latentPit, coverage, norms }: PicturedEvaluation, which: PictureName): readonly string[] {
  const isShown = (...names: readonly PictureName[]) => which === 'all' || names.includes(which);
  const hasCoverage = coverage !== null && isShown('coverage');
  const hasRanks = (pit !== null && isShown('pit', 'qq')) || (latentPit !== null && isShown('latents'));
  return [
    ...(hasCoverage ? [HELP.coverage] : []),
    ...(hasRanks ? [HELP.ranks] : []),
    ...(hasCoverage || hasRanks ? [HELP.p] : []),
    ...(norms !== null && isShown('scatter') ? [HELP.scatter] : []),
  ];
}

/** null: the column is no angle. */
function turnOf({ cut, turn }: PitColumn) {
  return cut === undefined || turn === undefined ? null : { cut, start: turn[0], period: turn[1] };
}

/** @throws FlowscopeError `usage` (exit 2) if there is nothing to draw */
export async function evaluationPicture(
  of: PicturedEvaluation,
  which: PictureName,
  style: PictureStyle,
): Promise<Uint8Array> {
  const { panelSheet } = await import('../../pictures/panel-sheet.ts');
  const sections = await sectionsOf(of, which);
  if (sections.every(({ plots }) => plots.length === 0)) {
    throw usageError(
      `there is no picture '${which}' of this evaluation`,
      'baselines need --baselines all, and coverage, pit, qq and latents need --calibration N, of a table or the plane; latents and scatter need an encoder and log q.',
    );
  }
  return panelSheet({ ...style, title: of.title, text: helpOf(of, which), sections });
}

async function sectionsOf(of: PicturedEvaluation, which: PictureName): Promise<readonly SheetSection[]> {
  const { evaluation, baselines, pit, latentPit, coverage, norms } = of;
  const draw = await import('../../pictures/evaluation-plots.ts');
  const isWanted = (name: PictureName) => which === 'all' || which === name;
  const model = evaluation.logLikelihood ?? evaluation.elbo;
  const { categories = [] } = evaluation;
  const first = [
    ...(isWanted('baselines') && baselines
      ? [
          draw.intervalPlot('Log-likelihood beside baselines', '± two standard errors', 'mean log-likelihood, nats', [
            ...(model ? [{ name: 'this model', value: model.mean, error: 2 * model.se }] : []),
            ...baselines.flatMap((each) => {
              const { logLikelihood: own } = each;
              return own === null ? [] : [{ name: baselineName(each), value: own.mean, error: 2 * own.se }];
            }),
          ]),
        ]
      : []),
    ...(isWanted('coverage') && coverage
      ? [draw.coveragePlot('Coverage', `${formatP(coverage.p)}, ${rankedText(coverage)}`, coverage)]
      : []),
    ...(isWanted('scatter') && norms
      ? [
          draw.normPlot(
            'log q(x) against ‖z‖²',
            `${formatCounted(norms.logq.length, 'row')}${evaluation.effectiveSampleSize === undefined ? '' : ', each once'}`,
            norms,
          ),
        ]
      : []),
  ];
  const pairs = [
    ...pairsOf(pit, ['samples', 'rows'], isWanted('pit'), isWanted('qq'), MOST_COLUMNS),
    ...pairsOf(
      latentPit,
      ['draws of the base', 'latents'],
      isWanted('latents'),
      isWanted('latents'),
      which === 'all' ? MOST_LATENTS : MOST_COLUMNS,
    ),
  ];
  return [
    { plots: first, fills: true },
    // The plots of a column are beside each other.
    { plots: pairs, together: which === 'pit' || which === 'qq' ? 1 : 2, fills: false },
  ];

  function pairsOf(
    histograms: PitHistograms | null,
    [among, own]: readonly [string, string],
    hasRanks: boolean,
    hasQuantiles: boolean,
    most: number,
  ) {
    if (histograms === null) return [];
    const worst = histograms.columns.toSorted((a, b) => a.p - b.p).slice(0, most);
    return worst.flatMap((column) => {
      const names = categories.find((own) => own.column === column.name)?.values ?? null;
      const cut = column.cut === undefined ? '' : `, cut at ${formatNumber(column.cut)}`;
      const distance = `KS distance ${column.distance.toFixed(2)}, ${formatP(column.p)}${cut}`;
      const counted = { ...histograms, counts: column.counts };
      return [
        ...(hasRanks
          ? [
              draw.rankPlot(
                `PIT of ${column.name}`,
                distance,
                `share of the ${among} below a row`,
                counted,
                histograms.effectiveRows === undefined ? 'rows' : 'rows, weighted',
              ),
            ]
          : []),
        ...(hasQuantiles
          ? [
              draw.quantilePlot(
                `Quantiles of ${column.name}`,
                distance,
                [`quantiles of the ${among}`, `quantiles of the ${own}`],
                column,
                names ?? turnOf(column),
              ),
            ]
          : []),
      ];
    });
  }
}
