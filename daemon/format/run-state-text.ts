/** Describes a run's state. */
import type { Likelihood } from '../../protocol/common.ts';
import type { NotFinite } from '../../protocol/not-finite.ts';
import type { RunAhead } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { isAtRest } from '../../protocol/run-actions.ts';
import { backendWorkText } from './backend-work-text.ts';
import { dataProgressText } from './data-progress-text.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';
import { formatCount, formatDuration, formatEstimate, formatNats } from './numbers.ts';

/**
 * `step 1200 of 4000`, `finished`, `queued behind moons`.
 * @param behind name of the run that a queued run comes after; null: it is not known
 */
export function stateText(
  run: RunAhead,
  strings: GeneralStrings = GENERAL_ENGLISH,
  behind: string | null = null,
): string {
  const place = strings.place({ step: formatCount(run.step), steps: formatCount(run.steps) });
  const status = strings[`status.${run.status}`];
  switch (run.status) {
    case 'queued':
      if (behind !== null) return strings.queuedBehind({ name: behind });
      return run.queuePosition === null ? status : strings.queuedPlace({ place: run.queuePosition });
    case 'finished':
      return run.step === run.steps ? strings.finished({ count: run.step }) : strings.finishedEarly({ place });
    case 'running':
      if (run.working !== undefined) return backendWorkText(run.working, strings);
      return run.eta === null ? place : strings.placeAndTime({ place, time: formatDuration(run.eta) });
    case 'starting':
      if (run.working !== undefined) return backendWorkText(run.working, strings);
      return run.preparing === undefined
        ? strings.statusAndPlace({ status, place })
        : strings.statusAndDetail({ status, detail: dataProgressText(run.preparing, strings) });
    default:
      return strings.statusAndPlace({ status, place });
  }
}

interface Figure {
  readonly nll: number | null;
  readonly se?: number | null | undefined;
  readonly n?: number | undefined;
  readonly notFinite?: NotFinite | undefined;
}

/** What `resultText` needs to know about a run. */
export interface Results {
  readonly status: RunInfo['status'];
  readonly likelihood?: Likelihood;
  readonly validation: Figure | null;
  readonly best: (Figure & { readonly step: number }) | null;
  /** Mean over the last batches; absent if it is not known. */
  readonly loss?: number | null;
  readonly objectives?: RunInfo['objectives'];
}

/**
 * The figure that represents a run: its negative log-likelihood, or the negative bound. If it is not training: its best
 * validation, because inspection, sampling and export use those weights
 * (docs/decisions/final-figures-are-of-the-best-weights.md). While it trains: the newest validation, else the training
 * loss, or the losses if it has several, which are no likelihood.
 * @param precision `estimate` adds two standard errors @returns null: none is known
 */
export function resultText(
  run: Results,
  precision: 'mean' | 'estimate' = 'mean',
  strings: GeneralStrings = GENERAL_ENGLISH,
): string | null {
  const { validation, best, loss = null, objectives = [], likelihood } = run;
  const name = likelihood === 'bound' ? strings.negativeElbo : strings.nllName;
  const text = (nll: number, { se = null, n, notFinite }: Figure) => {
    const value = precision === 'mean' ? formatNats(nll) : formatEstimate(nll, se);
    return notFinite === undefined || n === undefined
      ? strings.nll({ name, value })
      : strings.nllOver({ name, value, kept: formatCount(n - notFinite.count), n: formatCount(n) });
  };
  if (isAtRest(run) && best?.nll != null) {
    return strings.bestNll({ nll: text(best.nll, best), step: formatCount(best.step) });
  }
  if (validation?.nll != null) return text(validation.nll, validation);
  if (objectives.length > 0 || likelihood === 'none') {
    const losses = objectives.map((objective) =>
      strings.lossOf({ name: objective.name, value: formatNats(objective.loss) }),
    );
    return losses.length === 0 ? null : losses.join(', ');
  }
  return loss === null ? null : strings.nll({ name, value: formatNats(loss) });
}
