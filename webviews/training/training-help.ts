/** Explains what the figures of the Training panel mean, with the figures of the run. */
import { formatCount, formatNats } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { strings } from './strings.ts';

/**
 * @param floor exact floor of the NLL, nats; null: not known
 * @param dimension of one image, to say the gap in bits/dim, too; null: the data are not images
 */
export function trainingHelp(
  { loss, step, validation, best }: Pick<RunInfo, 'loss' | 'step' | 'validation' | 'best'>,
  floor: number | null,
  dimension: number | null = null,
): string {
  return [
    loss === null ? strings.helpLoss : strings.helpLossAt({ loss: formatNats(loss), step: formatCount(step) }),
    validation?.nll == null ? strings.helpValidation : strings.helpValidationAt({ nll: formatNats(validation.nll) }),
    best?.nll == null ? '' : strings.helpBest({ step: formatCount(best.step), nll: formatNats(best.nll) }),
    floor === null || best?.nll == null
      ? ''
      : strings.helpFloor({ floor: formatNats(floor), gap: gapText(best.nll - floor, dimension) }),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function gapText(gap: number, dimension: number | null): string {
  const nats = formatNats(gap);
  if (dimension === null) return strings.gapInNats({ nats });
  return strings.gapInBoth({ nats, bits: formatNats(gap / (dimension * Math.LN2)) });
}
