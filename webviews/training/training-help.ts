/** Explains what the figures of the Training panel mean, with the figures of the run. */
import { formatCount, formatNats } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { strings } from './strings.ts';

type Told = Pick<RunInfo, 'loss' | 'step' | 'validation' | 'best'>;

export interface HelpContext {
  /** Exact floor of the NLL, nats; null: not known. */
  readonly floor: number | null;
  /** Of one image, to say the gap in bits/dim, too; null: the data are not images. */
  readonly dimension: number | null;
  /** Whether players train against each other. */
  readonly isGame: boolean;
}

export function trainingHelp(run: Told & Pick<RunInfo, 'likelihood'>, context: HelpContext): string {
  const sentences =
    run.likelihood === 'none'
      ? [strings.withoutLikelihood, strings.watchInstead]
      : run.likelihood === 'bound'
        ? helpOfBound(run, context)
        : helpOfLikelihood(run, context);
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function helpOfLikelihood(
  { loss, step, validation, best }: Told,
  { floor, dimension, isGame }: HelpContext,
): readonly string[] {
  return [
    isGame
      ? strings.helpGame
      : loss === null
        ? strings.helpLoss
        : strings.helpLossAt({ loss: formatNats(loss), step: formatCount(step) }),
    validation?.nll == null ? strings.helpValidation : strings.helpValidationAt({ nll: formatNats(validation.nll) }),
    best?.nll == null ? '' : strings.helpBest({ step: formatCount(best.step), nll: formatNats(best.nll) }),
    floor === null || best?.nll == null
      ? ''
      : strings.helpFloor({ floor: formatNats(floor), gap: gapText(best.nll - floor, dimension) }),
  ];
}

function helpOfBound({ validation, best }: Told, { floor, dimension }: HelpContext): readonly string[] {
  return [
    strings.helpElbo,
    validation?.nll == null ? '' : strings.helpElboValidation({ nll: formatNats(validation.nll) }),
    best?.nll == null ? '' : strings.helpElboBest({ step: formatCount(best.step), nll: formatNats(best.nll) }),
    floor === null || best?.nll == null
      ? ''
      : strings.helpElboFloor({ floor: formatNats(floor), gap: gapText(best.nll - floor, dimension) }),
  ];
}

function gapText(gap: number, dimension: number | null): string {
  const nats = formatNats(gap);
  if (dimension === null) return strings.gapInNats({ nats });
  return strings.gapInBoth({ nats, bits: formatNats(gap / (dimension * Math.LN2)) });
}
