import type { DataSummary } from '../../data/definition.ts';
import {
  columnName,
  type DoubtDefinition,
  type FlowFacts,
  type Remedies,
  type Said,
  type TableDoubt,
} from '../../data/doubts/define-doubt.ts';
import { MOST_NAMES } from '../../data/doubts/figures-text.ts';
import { doubtDefinitions } from '../../data/doubts/registry.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { child } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { wholeColumns } from './discrete-data.ts';
import { NO_REMEDY, type TableSpec, tableRemedies } from './table-remedies.ts';

/** More columns with the same problem are reported together. */
const MOST_OF_A_KIND = 8;

export type DoubtfulTable = Omit<TableSpec, 'text'> & { readonly flow: FlowFacts };

/** Reports what looks wrong in a table. */
export function reportTableDoubts(report: Report, spec: DoubtfulTable, fallback: Span, summary: DataSummary): void {
  const place = child(spec.data, 'path');
  const beside = !report.full && countFixable(spec, report.document.text, summary) > 1;
  const remedies = tableRemedies({ ...spec, text: report.document.text }, summary, { beside });
  for (const { doubts, definition } of openDoubts(spec, summary)) {
    const [, ...more] = doubts;
    // Messages and fixes may name all columns of the table, which takes long if nobody sees them.
    if (report.full) {
      report.omit(1, definition.severity);
      continue;
    }
    const columns = doubts.flatMap((one) => columnOf(one));
    const { message, fixes } = describeDoubts({ doubts, definition }, remedies);
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

export interface OpenDoubts {
  readonly doubts: Doubts;
  readonly definition: DoubtDefinition;
}

/** What the flow does not settle by itself; many of the same kind are one finding. */
export function openDoubts({ flow }: Pick<DoubtfulTable, 'flow'>, { doubts = [] }: DataSummary): readonly OpenDoubts[] {
  const open = doubts.flatMap((doubt) => {
    const definition = doubtDefinitions.find(({ kind }) => kind === doubt.kind);
    // Of a newer version, from its cache.
    return definition === undefined || definition.isSettled?.(flow) ? [] : [{ doubt, definition }];
  });
  const covered = new Set(
    open.flatMap(({ doubt, definition }) =>
      definition.covers ? definition.reasons(doubt).map(({ column }) => column) : [],
    ),
  );
  const rest = open.filter(({ doubt, definition }) => {
    const columns = [...columnOf(doubt), ...columnsOf(doubt)];
    return definition.covers || columns.length === 0 || !columns.every((column) => covered.has(column));
  });
  return grouped(rest.map(({ doubt }) => doubt)).flatMap((same) => {
    const definition = doubtDefinitions.find(({ kind }) => kind === same[0].kind);
    return definition === undefined ? [] : [{ doubts: same, definition }];
  });
}

/** Many doubts of the same kind have one fix. */
export function describeDoubts({ doubts, definition }: OpenDoubts, remedies: Remedies<ProposedFix>): Said<ProposedFix> {
  const columns = doubts.flatMap((one) => columnOf(one));
  // Each column has texts of its own.
  const all = { ...remedies, without: () => remedies.without(columns), standIns: () => NO_REMEDY };
  return definition.describe(doubts[0], doubts.length === 1 ? remedies : all);
}

/** Findings about the table that a fix takes away, with that about whole numbers. */
function countFixable(spec: DoubtfulTable, text: string, summary: DataSummary): number {
  const remedies = tableRemedies({ ...spec, text }, summary);
  const open = openDoubts(spec, summary).filter((doubts) => describeDoubts(doubts, remedies).fixes.length > 0);
  return open.length + (wholeColumns(summary).length > 0 ? 1 : 0);
}

function columnOf({ column }: TableDoubt): readonly (string | number)[] {
  return typeof column === 'string' || typeof column === 'number' ? [column] : [];
}

/** Those of a doubt about several. */
function columnsOf({ columns }: TableDoubt): readonly (string | number)[] {
  const entries: readonly unknown[] = Array.isArray(columns) ? columns : [];
  return entries.flatMap((entry) =>
    typeof entry === 'object' && entry !== null && 'column' in entry
      ? columnOf({ kind: '', column: entry.column })
      : [],
  );
}

type Doubts = readonly [TableDoubt, ...TableDoubt[]];

/** Many doubts of the same kind are one finding with one fix. */
function grouped(doubts: readonly TableDoubt[]): readonly Doubts[] {
  return [...Map.groupBy(doubts, ({ kind }) => kind).values()].flatMap((same): Doubts[] => {
    const [first, ...more] = same;
    return first !== undefined && more.length >= MOST_OF_A_KIND ? [[first, ...more]] : same.map((one) => [one]);
  });
}
