/** Ticks and numbers below the time slider, with the marks of the best and of the newest step. */
import { html, nothing, svg } from 'lit';
import { formatCount } from '../../../daemon/format/numbers.ts';
import type { StepScale } from './step-scale.ts';

/** Share of the track: a mark is 9 pixels wide, and the track at least 100. */
const CLOSE = 0.1;

interface Marked {
  readonly best: number | null;
  readonly newest: number | null;
  /** Their ticks are longer. */
  readonly checkpoints: readonly { readonly step: number }[];
}

/** The numbers are in the slider's own text. */
export function stepTicks(scale: StepScale, { best, newest, checkpoints }: Marked) {
  const long = new Set(checkpoints.map(({ step }) => step));
  const at = (step: number) => `${(100 * scale.place(step)).toFixed(2)}%`;
  // If the two marks would overlap, that of the newest step moves down to the line of the numbers.
  const isLow =
    best !== null && newest !== null && best !== newest && Math.abs(scale.place(newest) - scale.place(best)) < CLOSE;
  const mark = (step: number | null, name: 'best' | 'newest', sign: string, y: number) =>
    step === null ? nothing : svg`<text class=${name} x=${at(step)} y=${y} text-anchor="middle">${sign}</text>`;
  return html`<svg aria-hidden="true" translate="no">
    ${scale.steps
      .filter((step) => step !== best && step !== newest)
      .map((step) => svg`<line x1=${at(step)} x2=${at(step)} y1="0" y2=${long.has(step) ? 7 : 4}></line>`)}
    ${newest === best ? nothing : mark(newest, 'newest', '▲', isLow ? 17 : 8)} ${mark(best, 'best', '★', 8)}
    ${scale.labels.map((step) => {
      const place = scale.place(step);
      if (isLow && place > 1 - CLOSE) return nothing;
      const anchor = place < 0.05 ? 'start' : place > 0.95 ? 'end' : 'middle';
      return svg`<text x=${at(step)} y="17" text-anchor=${anchor}>${formatCount(step)}</text>`;
    })}
  </svg>`;
}
