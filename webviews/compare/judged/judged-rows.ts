/** What was found out about each run, as texts: one row for each measure, one cell for each run. */
import { formatCount, formatError, formatEstimate, formatNumber } from '../../../daemon/format/numbers.ts';
import { isLikeData, type SampleMeasure, type Yardstick } from '../../../daemon/statistics/yardsticks/yardstick.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { strings } from '../strings.ts';
import type { Evaluated, Judged, Measured } from './judge-run.ts';
import { SAMPLE_YARDSTICKS, type SampleKey } from './yardstick-texts.ts';

export interface JudgedCell {
  readonly text: string;
  /** Smaller, below. */
  readonly detail?: string;
  /** Whether the samples are as good as data, as far as this measure can tell. Absent: it does not compare them. */
  readonly isLikeData?: boolean;
}

export interface JudgedRow {
  readonly key: string;
  readonly title: string;
  /** In the order of the runs; null: not known yet, or never. */
  readonly cells: readonly (JudgedCell | null)[];
  /** What data in place of samples give, if it is the same for all runs. */
  readonly reference: string | null;
}

export interface JudgedGroup {
  readonly title: string;
  readonly rows: readonly JudgedRow[];
}

type Subject = Pick<RunInfo, 'likelihood'>;
type Found = Measured['samples'][SampleKey];

/** An invertible model restores a row up to rounding: errors below this part of a standard deviation. */
const EXACT = 1e-3;

/** @param judged in the order of the runs; null: not known */
export function judgedGroups(runs: readonly Subject[], judged: readonly (Judged | null)[]): readonly JudgedGroup[] {
  const row = (
    key: string,
    title: string,
    cell: (found: Judged, run: Subject) => JudgedCell | null,
    reference: string | null = null,
  ): JudgedRow => ({
    key,
    title,
    reference,
    cells: runs.map((run, i) => (judged[i] == null ? null : cell(judged[i], run))),
  });
  const known = judged.filter((found) => found !== null);
  const evaluations = known.flatMap(({ evaluated }) => evaluated ?? []);
  const some = (has: (evaluated: Evaluated) => unknown) => evaluations.some((found) => has(found) != null);
  const where = (isShown: boolean, own: JudgedRow) => (isShown ? [own] : []);
  const ofEvaluated = (read: (evaluated: Evaluated) => JudgedCell | null) => (found: Judged) =>
    found.evaluated === null || found.evaluated.logLikelihood === null ? { text: strings.none } : read(found.evaluated);
  return [
    {
      title: strings.ofPoint,
      rows: [
        {
          key: 'says',
          title: strings.says,
          reference: null,
          cells: runs.map((run, i) => saysCell(run, judged[i] ?? null)),
        },
        row('nll', strings.nllOfRows, ofEvaluated(nllCell)),
        ...where(
          some((found) => found.importanceWeighted),
          row('importance', strings.tighterBound, ofEvaluated(importanceCell)),
        ),
        ...where(
          some((found) => found.gap),
          row('gap', strings.aboveFloor, ofEvaluated(gapCell)),
        ),
        ...where(
          some((found) => found.bitsPerDim),
          row('bitsPerDim', strings.bitsPerDim, ofEvaluated(bitsCell)),
        ),
      ],
    },
    { title: strings.ofRoundTrip, rows: [row('roundTrip', strings.roundTripError, roundTripCell)] },
    {
      title: strings.ofSamples,
      rows: [
        ...where(
          known.some(({ measured }) => measured.modes !== null),
          row('modes', strings.modesTitle, ({ measured }) => modesCell(measured)),
        ),
        ...where(
          known.some(({ measured }) => measured.modes !== null),
          row('near', strings.nearShare, ({ measured }) => nearCell(measured), nearReference(known)),
        ),
        ...SAMPLE_YARDSTICKS.map(({ key, title, yardstick }) => {
          const common = commonReference(known, key);
          const cell = ({ measured }: Judged) => measureCell(yardstick, measured.samples[key], common === null);
          return row(key, title, cell, common);
        }),
      ],
    },
  ];
}

/** Known of a run before anything is computed. The log of an older version may not tell that there is no likelihood. */
function saysCell({ likelihood }: Subject, judged: Judged | null): JudgedCell {
  if (likelihood === 'none' || judged?.evaluated?.logLikelihood === null) return { text: strings.saysNone };
  return { text: likelihood === 'bound' ? strings.saysBound : strings.saysExact };
}

/** An upper bound of an NLL is marked as one. */
function bounded(isBound: boolean, text: string): string {
  return isBound ? strings.atMost({ value: text }) : text;
}

function negated(mean: number | null): number | null {
  return mean === null ? null : -mean;
}

function isBoundOf({ elbo, lowerBound }: Evaluated): boolean {
  return elbo !== undefined || lowerBound === true;
}

function nllCell(evaluated: Evaluated): JudgedCell | null {
  const own = evaluated.elbo ?? evaluated.logLikelihood;
  if (own == null) return null;
  return { text: bounded(isBoundOf(evaluated), formatEstimate(negated(own.mean), own.se)) };
}

/** The tightest one, which has the most draws. */
function importanceCell({ importanceWeighted }: Evaluated): JudgedCell | null {
  const last = importanceWeighted?.at(-1);
  if (last === undefined) return null;
  const detail = strings.draws({ k: formatCount(last.k), rows: formatCount(last.rows) });
  return { text: bounded(true, formatEstimate(negated(last.mean), last.se)), detail };
}

function gapCell(evaluated: Evaluated): JudgedCell | null {
  const { gap } = evaluated;
  return gap && { text: bounded(isBoundOf(evaluated), formatEstimate(gap.mean, gap.se)) };
}

function bitsCell(evaluated: Evaluated): JudgedCell | null {
  const { bitsPerDim } = evaluated;
  return bitsPerDim && { text: bounded(isBoundOf(evaluated), formatEstimate(bitsPerDim.mean, bitsPerDim.se)) };
}

/** An encoder that is no inverse is either part of a bound, whose decoder has noise of its own, or learned in a game. */
function roundTripCell({ measured: { roundTrip } }: Judged, { likelihood }: Subject): JudgedCell {
  if (roundTrip === null) return { text: strings.noEncoder };
  const rms = roundTrip.rms ?? Number.NaN;
  const kind =
    rms <= EXACT ? 'exact' : likelihood === 'bound' ? 'blurred' : likelihood === 'none' ? 'approximate' : 'inaccurate';
  const error = rms <= EXACT ? formatError(rms) : formatNumber(rms, 3);
  return { text: strings[kind], detail: strings.deviations({ error }) };
}

function modesCell({ modes }: Measured): JudgedCell | null {
  if (modes === null) return null;
  const { covered, of } = modes;
  return { text: strings.modesOf({ covered, of }), isLikeData: covered === of };
}

function nearCell({ modes }: Measured): JudgedCell | null {
  return modes && { text: percent(modes.nearShare) };
}

function nearReference(known: readonly Judged[]): string | null {
  const shares = new Set(known.flatMap(({ measured }) => measured.modes?.expectedNearShare ?? []));
  const [only] = shares;
  return shares.size === 1 && only !== undefined ? percent(only) : null;
}

function measureCell(yardstick: Yardstick, found: Found, withReference: boolean): JudgedCell {
  if (found === null) return { text: strings.tooFew };
  const measure = finite(found);
  if (measure === null) return { text: formatEstimate(found.value, found.se) };
  return {
    text: formatEstimate(measure.value, measure.se),
    isLikeData: isLikeData(yardstick, measure),
    ...(withReference ? { detail: strings.dataGive({ range: rangeText(measure) }) } : {}),
  };
}

/** The range of all runs, if they agree: they do for the same rows. */
function commonReference(known: readonly Judged[], key: SampleKey): string | null {
  const ranges = new Set(
    known.flatMap(({ measured }) => {
      const measure = finite(measured.samples[key]);
      return measure === null ? [] : [rangeText(measure)];
    }),
  );
  return ranges.size === 1 ? [...ranges][0]! : null;
}

function rangeText({ reference }: SampleMeasure): string {
  return strings.range({ low: formatNumber(reference.low, 3), high: formatNumber(reference.high, 3) });
}

/** null: one of its numbers was not finite. */
function finite(found: Found): SampleMeasure | null {
  if (found === null) return null;
  const { value, se, reference, rows } = found;
  const { value: center, low, high } = reference;
  if (value === null || se === null || center === null || low === null || high === null) return null;
  return { value, se, rows, reference: { value: center, low, high } };
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
