/** The benchmark's tables. */
import { type Column, formatTable } from '../daemon/format/table.ts';
import type { Measurement } from './measure.ts';
import { geometricMean, type Timing } from './statistics.ts';

/** A timing whose quartiles are further apart than this share of the median is marked: the machine was busy. */
const NOISY = 0.15;

function cell(timing: Timing | undefined): string {
  if (timing === undefined) return '';
  return `${timing.median.toPrecision(3)} ± ${Math.round(100 * timing.spread)} %${timing.spread > NOISY ? ' !' : ''}`;
}

/** Ratio of a peer's median to the first subject's: above 1, the first one is faster. */
function ratio(measurement: Measurement, first: string, other: string): number | null {
  const [own, theirs] = [measurement.timings[first], measurement.timings[other]];
  return own === undefined || theirs === undefined ? null : theirs.median / own.median;
}

/** One table per kind of measurement: medians, then the ratios to the first subject. */
export function formatReport(measurements: readonly Measurement[], subjects: readonly string[]): string {
  const [first, ...others] = subjects;
  if (first === undefined) return 'nothing was measured';
  const titles = { step: 'training step', 'log-prob': 'log q', sample: 'sampling', 'cold-start': 'cold start' };
  const kinds = [...new Set(measurements.map(({ what }) => what))];
  const tables = kinds.map((kind) => {
    const own = measurements.filter(({ what }) => what === kind);
    const columns: Column[] = [
      { title: 'batch, dims, hidden, couplings' },
      ...subjects.map((name) => ({ title: name, align: 'right' as const })),
      ...others.map((name) => ({ title: `${name} ÷`, align: 'right' as const })),
    ];
    const rows = own.map((measurement) => [
      measurement.configuration,
      ...subjects.map((name) => cell(measurement.timings[name])),
      ...others.map((name) => ratio(measurement, first, name)?.toFixed(2) ?? ''),
    ]);
    const means = others.map((name) => {
      const ratios = own.map((measurement) => ratio(measurement, first, name)).filter((value) => value !== null);
      return ratios.length === 0 ? '' : geometricMean(ratios).toFixed(2);
    });
    const total = ['geometric mean', ...subjects.map(() => ''), ...means];
    const several = own.length > 1 && others.length > 0;
    const body = several ? [...rows, total] : rows;
    const table = formatTable(columns, body, several ? { rulesBefore: [rows.length] } : {});
    return `${titles[kind]}, ${own[0]!.unit} (median ± half the interquartile range)\n\n${table}`;
  });
  const caption =
    others.length === 0 ? '' : `\n\n÷: the peer's median over that of ${first}; above 1, ${first} is faster.`;
  const noisy = measurements.some(({ timings }) => Object.values(timings).some(({ spread }) => spread > NOISY));
  const note = noisy ? '\n\n! the machine was busy: repeat this measurement' : '';
  return tables.join('\n\n') + caption + note;
}
