/** Explains what good latents look like, with the figures of the run. */
import { formatCount, formatNumber } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { Latents } from './latent-data.ts';
import { strings } from './strings.ts';

interface Found extends Pick<Latents, 'mean' | 'std'> {
  /** Held-out rows. */
  readonly n: number;
  /** The latents are compared with the standard normal. */
  readonly hasScores: boolean;
}

/** @param found mean and deviation of each latent dimension */
export function latentHelp({ n, hasScores, mean, std }: Found, likelihood?: RunInfo['likelihood']): string {
  const rows = formatCount(n);
  const words =
    likelihood === 'bound' ? strings.helpDraws : likelihood === 'none' ? strings.helpEncoder : strings.helpTarget;
  const target = words({ n: rows });
  if (!hasScores) return target;
  const normal = strings.helpNormal({
    mean: formatNumber(Math.max(...Array.from(mean, Math.abs)), 3),
    low: formatNumber(Math.min(...std), 3),
    high: formatNumber(Math.max(...std), 3),
    n: rows,
    chance: formatNumber(1 / Math.sqrt(n), 1),
  });
  return `${target} ${normal} ${strings.helpQuantiles}`;
}
