import { checkpointText } from '../../daemon/cli/terminal/checkpoint-text.ts';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import { inspectLatents, inspectTraversal } from '../../protocol/rpc/inspect-methods.ts';
import { fields, page } from './text-layout.ts';
import type { ViewSource } from './view-source.ts';

/** Points with more coordinates are not written out. */
const MOST_COORDINATES = 8;
const WEIGHTS = { dimension: 'influence', principal: 'share of the variance', class: 'distance of the mean' } as const;

/** Walks through the latent space, and the latents of held-out data against the base. */
export async function latentText({ link, run, checkpoint, panel }: ViewSource): Promise<string> {
  const subject = { run: run.runDir, checkpoint };
  const walk = await link.request(inspectTraversal, { ...subject, panel });
  const latents = await link.request(inspectLatents, { ...subject, panel });
  const values = await link.fetchArray(walk.values);
  const columns = walk.sigmas.length;
  const size = values.length / (walk.directions.length * columns);
  const point = (row: number, column: number) => {
    const at = (row * columns + column) * size;
    return Array.from(values.subarray(at, at + size), (value) => formatNumber(value, 3)).join(', ');
  };
  const { scores } = latents;
  return page(
    `${run.name}: latent space`,
    fields([
      ['run', run.id],
      ['checkpoint', checkpointText(walk)],
      ['start', walk.start === 'centre' ? 'centre of the base' : `row ${walk.start}`],
      [
        'log q(x)',
        `${formatEstimate(latents.logLikelihood.mean ?? Number.NaN, latents.logLikelihood.se)} nats (${formatCount(latents.n)} held-out rows)`,
      ],
    ]),
    'Directions: x = f⁻¹(z), z walking from −3σ to +3σ',
    formatTable(
      [{ title: 'direction' }, { title: 'σ', align: 'right' }, { title: 'weight', align: 'right' }, { title: '' }],
      walk.directions.map(({ kind, label, sigma, weight }) => [
        label,
        formatNumber(sigma ?? Number.NaN),
        formatNumber(weight ?? Number.NaN),
        WEIGHTS[kind],
      ]),
    ),
    size > MOST_COORDINATES
      ? `Each point has ${formatCount(size)} coordinates; flowscope traverse -o F.png draws them.`
      : formatTable(
          [
            { title: 'direction' },
            ...walk.sigmas.map((sigma) => ({ title: `${formatNumber(sigma, 2)}σ`, align: 'right' as const })),
          ],
          walk.directions.map(({ label }, row) => [label, ...walk.sigmas.map((_, column) => point(row, column))]),
        ),
    scores === null
      ? null
      : `Held-out latents against the base: quantiles of all coordinates, and of ‖u‖² against χ² with ${scores.squaredNorm.degrees} degrees of freedom`,
    scores === null
      ? null
      : formatTable(
          ['quantile', 'base', 'latents', 'χ²', '‖u‖²'].map((title) => ({ title, align: 'right' as const })),
          QUANTILES.map((quantile) => [
            `${100 * quantile} %`,
            at(scores.coordinates.expected, quantile),
            at(scores.coordinates.observed, quantile),
            at(scores.squaredNorm.expected, quantile),
            at(scores.squaredNorm.observed, quantile),
          ]),
        ),
  );
}

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The value nearest to a quantile, of values that are equally many apart. */
function at(ascending: readonly (number | null)[], quantile: number): string {
  return formatNumber(ascending[Math.round(quantile * (ascending.length - 1))] ?? Number.NaN, 3);
}
