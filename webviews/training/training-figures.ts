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
import { formatStrings, strings as shared } from '../components/strings.ts';
import { likelihoodWords } from './likelihood-words.ts';
import { strings } from './strings.ts';
import { newestOf, playersOf, type Series } from './training-data.ts';

/** Facts about a run that its own state does not include. */
export interface Surroundings {
  /** Exact floor of the NLL, nats. */
  readonly floor: number | null;
  /** Whether log q of a flow is a lower bound. */
  readonly lowerBound: boolean;
  readonly series: Series | null;
}

export function trainingFigures(run: RunInfo, unit: Unit, { floor, lowerBound, series }: Surroundings) {
  const words = likelihoodWords(run);
  const players = series === null ? [] : playersOf(series);
  const games = players.length === 0 ? [] : gameFigures(series!, players);
  // With players, the loss is that of one of them.
  const loss = games.length === 0 && run.likelihood !== 'none' ? [lossFigure(run, unit)] : [];
  const gradient = players.length === 0 ? newestOf(series, 'gradientNorm') : null;
  return html`${figures([...loss, ...likelihoods(run, unit, floor), ...games, ...pace(run, gradient)])}
    ${run.likelihood === 'bound' ? muted(formatStrings.elboIsBound) : lowerBoundLine(lowerBound)}
    ${run.likelihood === 'none' ? html`<div class="without">${strings.withoutLikelihood} ${strings.watchInstead}</div>` : nothing}
    ${leftOut(words.theValidation, run.validation)}
    ${leftOut(words.theBest, run.best)}`;
}

function muted(text: string) {
  return html`<div class="muted bound">${text}</div>`;
}

function leftOut(summary: string, figure: RunInfo['validation'] | RunInfo['best']) {
  return figure?.n === undefined ? nothing : leftOutLine(figure.notFinite, figure.n, { summary });
}

function lossFigure({ loss, step, likelihood }: RunInfo, { scale, unit }: Unit): Figure | null {
  if (loss === null) return null;
  return {
    name: shared.trainingLoss,
    value: formatNats(loss * scale),
    unit,
    detail: shared.step({ step: formatCount(step) }),
    definition: likelihoodWords({ likelihood }).lossDefinition,
  };
}

/** How a game goes: the losses of its players and the terms that tell its state. */
function gameFigures(series: Series, players: readonly string[]): Figure[] {
  const shown = (name: string, value: number | null, definition: string): Figure[] =>
    value === null ? [] : [{ name, value: formatNats(value), definition }];
  const share = (name: string, value: number | null, definition: string): Figure[] =>
    value === null ? [] : [{ name, value: formatNumber(100 * value, 3), unit: '%', definition }];
  return [
    ...players.flatMap((name) =>
      shown(strings.lossOf({ name }), newestOf(series, `objectives.${name}.loss`), strings.lossOfDefinition),
    ),
    ...share(strings.accuracyName, newestOf(series, 'terms.accuracy'), strings.accuracyDefinition),
    ...share(strings.spreadName, newestOf(series, 'terms.spread'), strings.spreadDefinition),
  ];
}

function likelihoods(
  { likelihood, validation, best }: RunInfo,
  { scale, unit }: Unit,
  floor: number | null,
): (Figure | null)[] {
  const words = likelihoodWords({ likelihood });
  const nats = (value: number) => formatNats(value * scale);
  const estimate = (nll: number, se: number | null) => formatEstimate(nll * scale, se === null ? null : se * scale);
  const at = (place: number) => shared.step({ step: formatCount(place) });
  return [
    validation?.nll == null
      ? null
      : {
          name: words.validation,
          value: estimate(validation.nll, validation.se),
          unit,
          detail: at(validation.step),
          definition: words.validationDefinition,
        },
    best?.nll == null
      ? null
      : {
          name: words.best,
          value: estimate(best.nll, best.se ?? null),
          unit,
          detail: at(best.step),
          definition: words.bestDefinition,
        },
    floor === null
      ? null
      : {
          name: shared.exactFloor,
          value: nats(floor),
          unit,
          ...(best?.nll == null ? {} : { detail: strings.gapOfBest({ gap: nats(best.nll - floor) }) }),
          definition: words.floorDefinition,
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
