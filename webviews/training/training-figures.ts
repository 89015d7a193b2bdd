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
import { type Figure, figures } from '../components/figure.ts';
import { leftOutLine } from '../components/left-out.ts';

/** Nats, or bits per dimension: NLL / (D ln 2). */
export interface Unit {
  readonly scale: number;
  readonly unit: string;
}

/** @param dimension of one data point; null: not known yet */
export function unitOf(inBits: boolean, dimension: number | null): Unit {
  return inBits && dimension !== null
    ? { scale: 1 / (dimension * Math.LN2), unit: 'bits/dim' }
    : { scale: 1, unit: 'nats' };
}

/** @param floor exact floor of the NLL, nats @param gradient norm of the last step */
export function trainingFigures(run: RunInfo, unit: Unit, floor: number | null, gradient: number | null) {
  return html`${figures([...likelihoods(run, unit, floor), ...pace(run, gradient)])}
    ${leftOut('the validation NLL', run.validation)}
    ${leftOut('the best NLL', run.best)}`;
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
  const at = (place: number) => `step ${formatCount(place)}`;
  return [
    loss === null
      ? null
      : {
          name: 'training loss',
          value: nats(loss),
          unit,
          detail: at(step),
          definition: '−mean log q(x) over the last batch.\nlog q(x) = log π(f(x)) + log|det ∂f/∂x|, in data units.',
        },
    validation?.nll == null
      ? null
      : {
          name: 'validation NLL',
          value: estimate(validation.nll, validation.se),
          unit,
          detail: at(validation.step),
          definition:
            '−mean log q(x) over the held-out rows with a finite log q.\n± is two standard errors of the mean.',
        },
    best?.nll == null
      ? null
      : {
          name: 'best NLL',
          value: estimate(best.nll, best.se ?? null),
          unit,
          detail: at(best.step),
          definition:
            'The best validation so far: fewest rows without a finite log q, then lowest NLL.\nInspection, sampling and export use these weights as “best”.',
        },
    floor === null
      ? null
      : {
          name: 'exact floor',
          value: nats(floor),
          unit,
          definition:
            'The entropy of the true density: −∫ p(x) log p(x) dx.\nNo model has a lower expected NLL. The gap is KL(p‖q).',
        },
  ];
}

function pace({ status, samplesPerSecond, eta }: RunInfo, gradient: number | null): (Figure | null)[] {
  const isRunning = status === 'running';
  return [
    gradient === null
      ? null
      : {
          name: 'gradient norm',
          value: formatNumber(gradient),
          definition: '‖∇θ‖₂ of the last batch’s loss, before clipping.',
        },
    !isRunning || samplesPerSecond === null
      ? null
      : {
          name: 'throughput',
          value: formatRate(samplesPerSecond),
          unit: 'rows/s',
          definition: 'Training rows per second, over the last steps.',
        },
    !isRunning || eta === null
      ? null
      : {
          name: 'time left',
          value: formatDuration(eta),
          definition: 'Estimated from the current throughput. Early stopping may end the run sooner.',
        },
  ];
}
