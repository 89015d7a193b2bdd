import type { DataSummary } from '../../data/definition.ts';
import { columnName, type FlowFacts, type TableDoubt } from '../../data/doubts/define-doubt.ts';
import { MOST_NAMES } from '../../data/doubts/figures-text.ts';
import { doubtDefinitions } from '../../data/doubts/registry.ts';
import type { Report } from '../diagnostic.ts';
import { child } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { NO_REMEDY, type TableSpec, tableRemedies } from './table-remedies.ts';

/** More columns with the same problem are reported together. */
const MOST_OF_A_KIND = 8;

/** Reports what looks wrong in a table. */
export function reportTableDoubts(
  report: Report,
  spec: Omit<TableSpec, 'text'> & { readonly flow: FlowFacts },
  fallback: Span,
  summary: DataSummary,
): void {
  const place = child(spec.data, 'path');
  const remedies = tableRemedies({ ...spec, text: report.document.text }, summary);
  for (const doubts of grouped(summary.doubts ?? [])) {
    const [doubt, ...more] = doubts;
    const definition = doubtDefinitions.find(({ kind }) => kind === doubt.kind);
    // Of a newer version, from its cache.
    if (definition === undefined || definition.isSettled?.(spec.flow)) continue;
    // Messages and fixes may name all columns of the table, which takes long if nobody sees them.
    if (report.full) {
      report.omit(1, definition.severity);
      continue;
    }
    const columns = doubts.flatMap((one) => columnOf(one));
    // Each column has texts of its own.
    const all = { ...remedies, without: () => remedies.without(columns), standIns: () => NO_REMEDY };
    const { message, fixes } = definition.describe(doubt, more.length === 0 ? remedies : all);
    const names = columns.slice(1, MOST_NAMES).map(columnName).join(', ');
    const others = more.length === 0 ? '' : `. The same applies to ${more.length} other columns: ${names}, …`;
    report.add({
      code: definition.code,
      severity: definition.severity,
      message: `${message}${others}`,
      fixes,
      span: place?.node ?? fallback,
      path: place?.path ?? spec.data.path,
    });
  }
}

function columnOf({ column }: TableDoubt): readonly (string | number)[] {
  return typeof column === 'string' || typeof column === 'number' ? [column] : [];
}

type Doubts = readonly [TableDoubt, ...TableDoubt[]];

/** Many doubts of the same kind are one finding with one fix. */
function grouped(doubts: readonly TableDoubt[]): readonly Doubts[] {
  return [...Map.groupBy(doubts, ({ kind }) => kind).values()].flatMap((same): Doubts[] => {
    const [first, ...more] = same;
    return first !== undefined && more.length >= MOST_OF_A_KIND ? [[first, ...more]] : same.map((one) => [one]);
  });
}
