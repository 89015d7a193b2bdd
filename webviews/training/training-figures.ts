import { html, nothing } from 'lit';
import {
  formatCount,
  formatDuration,
  formatEstimate,
  formatNats,
  formatNumber,
  formatRate,
} from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { type Figure, figures } from '../components/figures.ts';
import { leftOutLine, lowerBoundLine } from '../components/left-out.ts';
import type { Unit } from '../components/likelihood-unit.ts';
import { strings as shared } from '../components/strings.ts';
import { strings } from './strings.ts';

/** Facts about a run that its own state does not include. */
export interface Surroundings {
  /** Exact floor of the NLL, nats. */
  readonly floor: number | null;
  /** Whether log q is a lower bound. */
  readonly lowerBound: boolean;
  /** Norm of the last step's gradient. */
  readonly gradient: number | null;
}

export function trainingFigures(run: RunInfo, unit: Unit, { floor, lowerBound, gradient }: Surroundings) {
  return html`${figures([...likelihoods(run, unit, floor), ...pace(run, gradient)])}
    ${lowerBoundLine(lowerBound)}
    ${leftOut(shared.theValidationNll, run.validation)}
    ${leftOut(strings.theBestNll, run.best)}`;
}

function leftOut(summary: string, figure: RunInfo['validation'] | RunInfo['best']) {
  return figure?.n === undefined ? nothing : leftOutLine(figure.notFinite, figure.n, { summary });
}

function likelihoods(
  { loss, step, validation, best }: RunInfo,
  { scale, unit }: Unit,
  floor: number | null,
): (Figure | null)[] {
  const nats = (value: number) => formatNats(value * scale);
  const estimate = (nll: number, se: number | null) => formatEstimate(nll * scale, se === null ? null : se * scale);
  const at = (place: number) => shared.step({ step: formatCount(place) });
  return [
    loss === null
      ? null
      : {
          name: shared.trainingLoss,
          value: nats(loss),
          unit,
          detail: at(step),
          definition: strings.trainingLossDefinition,
        },
    validation?.nll == null
      ? null
      : {
          name: shared.validationNll,
          value: estimate(validation.nll, validation.se),
          unit,
          detail: at(validation.step),
          definition: strings.validationNllDefinition,
        },
    best?.nll == null
      ? null
      : {
          name: strings.bestNll,
          value: estimate(best.nll, best.se ?? null),
          unit,
          detail: at(best.step),
          definition: strings.bestNllDefinition,
        },
    floor === null
      ? null
      : {
          name: shared.exactFloor,
          value: nats(floor),
          unit,
          ...(best?.nll == null ? {} : { detail: strings.gapOfBest({ gap: nats(best.nll - floor) }) }),
          definition: strings.exactFloorDefinition,
        },
  ];
}

function pace({ status, samplesPerSecond, eta }: RunInfo, gradient: number | null): (Figure | null)[] {
  const isRunning = status === 'running';
  return [
    gradient === null
      ? null
      : {
          name: strings.lastGradientNorm,
          value: formatNumber(gradient),
          definition: strings.lastGradientNormDefinition,
        },
    !isRunning || samplesPerSecond === null
      ? null
      : {
          name: strings.rate,
          value: formatRate(samplesPerSecond),
          unit: 'rows/s',
          definition: strings.rateDefinition,
        },
    !isRunning || eta === null
      ? null
      : {
          name: strings.timeLeft,
          value: formatDuration(eta),
          definition: strings.timeLeftDefinition,
        },
  ];
}
