/** Explains what the figures of the Training panel mean, with the figures of the run. */
import { formatCount, formatNats } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { strings } from './strings.ts';

/** @param floor exact floor of the NLL, nats; null: not known */
export function trainingHelp(
  { loss, step, validation, best }: Pick<RunInfo, 'loss' | 'step' | 'validation' | 'best'>,
  floor: number | null,
): string {
  return [
    loss === null ? strings.helpLoss : strings.helpLossAt({ loss: formatNats(loss), step: formatCount(step) }),
    validation?.nll == null ? strings.helpValidation : strings.helpValidationAt({ nll: formatNats(validation.nll) }),
    best?.nll == null ? '' : strings.helpBest({ step: formatCount(best.step), nll: formatNats(best.nll) }),
    floor === null || best?.nll == null
      ? ''
      : strings.helpFloor({ floor: formatNats(floor), gap: formatNats(best.nll - floor) }),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
