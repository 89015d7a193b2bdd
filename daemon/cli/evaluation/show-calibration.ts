/** Prints whether rows lie where the samples of a model say. */
import { formatCount, formatNumber } from '../../format/numbers.ts';
import type { Coverage } from '../../inspection/evaluate/calibration.ts';
import type { PitHistograms } from '../../inspection/evaluate/pit.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

/** Levels of the coverage to print. */
const LEVELS = [0.5, 0.9];
/** Columns to print, from the one that is least like its samples. */
const SHOWN_COLUMNS = 8;

export function coverageFields(coverage: Coverage | null | undefined): (readonly [string, string])[] {
  if (!coverage) return [];
  const { levels, observed, low, high, p } = coverage;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const texts = LEVELS.map((level) => {
    const at = levels.indexOf(level);
    const band = `${(100 * low[at]!).toFixed(1)} … ${(100 * high[at]!).toFixed(1)}`;
    return `${percent(observed[at]!)} of the rows in the ${100 * level} % region (band: ${band})`;
  });
  return [...texts.map((text, i) => [i === 0 ? 'coverage' : '', text] as const), ['', `p = ${formatNumber(p, 2)}`]];
}

export function showPit(io: CommandIo, { rows, samples, givenContext, columns }: PitHistograms): void {
  const among = `${formatCount(samples)} samples${givenContext ? ' each' : ''}`;
  writeText(io, `\nRanks of ${formatCount(rows)} rows among ${among} (uniform if the model is right)`);
  const ordered = columns.toSorted((a, b) => a.p - b.p || b.distance - a.distance);
  showTable(
    io,
    [{ title: 'column' }, { title: 'distance', align: 'right' }, { title: 'p', align: 'right' }],
    ordered
      .slice(0, SHOWN_COLUMNS)
      .map(({ name, distance, p }) => [name, formatNumber(distance, 2), formatNumber(p, 2)]),
  );
  const left = columns.length - SHOWN_COLUMNS;
  if (left > 0) writeText(io, `${formatCount(left)} more with --json.`);
}
