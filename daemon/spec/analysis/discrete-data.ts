import type { DataSummary } from '../../data/definition.ts';
import { type ColumnLabel, columnName } from '../../data/doubts/define-doubt.ts';
import { MOST_NAMES } from '../../data/doubts/figures-text.ts';
import { columnsOfNames } from '../../data/doubts/reading/codes.ts';
import { code } from '../../data/doubts/values/code.ts';
import { grid } from '../../data/doubts/values/grid.ts';
import { DEQUANTIZE_KEY } from '../../data/sources/keys.ts';
import { layerDefinitions, traitsOf } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Finding, Report } from '../diagnostic.ts';
import { fix, insertFirst, setMember } from '../fixes/edits.ts';
import type { DataSection } from '../resolve/data-section.ts';
import { child, isArrayPlace, itemPath, keyPath, type ObjectNode, type Place, toValue } from '../text/node.ts';

/** More columns are reported together. */
const MOST_COLUMNS = 8;
const BECAUSE = 'A continuous density on integers has no upper bound, so the NLL would have no lower bound.';

/** `discrete-data`: a continuous density on whole numbers grows without bound. */
export function reportDiscreteData(
  report: Report,
  root: Place<ObjectNode>,
  data: DataSection,
  layers: readonly FlatLayer[],
): void {
  const { summary, place } = data;
  if (summary === null) return;
  reportIntegerColumns(report, data);
  if (summary.bits === null || layers.some(({ type }) => traitsOf(type).dequantizes)) return;
  const list = child(root, 'layers');
  const { type } = layerDefinitions.find(({ traits }) => traits?.dequantizes)!;
  const layer = `{ "type": "${type}" }`;
  report.add({
    code: 'discrete-data',
    severity: 'warning',
    message: `pixels take ${2 ** summary.bits} distinct integer values. ${BECAUSE} Begin the layers with ${layer}.`,
    span: data.sourceSpan,
    path: keyPath(place.path, 'source'),
    fixes: [
      list && isArrayPlace(list)
        ? fix(`Begin with "${type}"`, insertFirst(report.document.text, list.node, layer))
        : null,
    ],
  });
}

/** The part about the columns of a table. */
export function reportIntegerColumns(report: Report, data: DataSection): void {
  const { summary, place } = data;
  if (summary === null) return;
  const key = DEQUANTIZE_KEY;
  const tokenOf = columnTokens(place);
  const columns = wholeColumns(summary);
  // Others need a list, in which true would not do.
  const isList = grid.in(summary.doubts).some(({ all }) => !all);
  const source = { node: data.sourceSpan, path: keyPath(place.path, 'source') };
  for (const found of columns.length > MOST_COLUMNS ? [columns] : columns.map((column) => [column])) {
    const labels = found.map(({ name }) => labelOf(name, summary));
    const value = JSON.stringify(withColumns(child(place, key), labels));
    const shown = labels.map((label) => JSON.stringify(label)).join(', ');
    const advice = isList ? `Add ${shown} to "${key}"` : `Set "${key}": ${value}`;
    const make = (): Finding => {
      const token = tokenOf(found[0]!.name) ?? source;
      return {
        code: 'discrete-data',
        severity: 'warning',
        message: `${whatIs(found)}. ${BECAUSE} ${advice}.`,
        span: token.node,
        path: token.path,
        fixes: [fix(`Set "${key}": ${value}`, setMember(report.document.text, place.node, key, value))],
      };
    };
    report.add({ severity: 'warning', make });
  }
}

function whatIs(columns: DataSummary['integerColumns']): string {
  const [first] = columns;
  if (columns.length === 1) return `column ${first!.name} takes ${first!.distinct} distinct integer values`;
  const names = columns.slice(0, MOST_NAMES).map(({ name }) => name);
  const others = columns.length - names.length;
  const more = others === 0 ? '' : ` and ${others} ${others === 1 ? 'other' : 'others'}`;
  return `${columns.length} columns take integer values: ${names.join(', ')}${more}`;
}

/** A row index and a code are to be left out, not to be modelled with noise. */
export function wholeColumns(summary: Pick<DataSummary, 'doubts' | 'integerColumns'>): DataSummary['integerColumns'] {
  const names = [...columnsOfNames(summary.doubts), ...code.in(summary.doubts).map(({ column }) => column)];
  const left = new Set(names.map(columnName));
  return summary.integerColumns.filter(({ name }) => !left.has(name));
}

/** Noise for all whole numbers, unless a list says which columns have noise. */
export function withColumns(written: Place | null, labels: readonly ColumnLabel[]): unknown {
  return written !== null && isArrayPlace(written) ? [...written.node.items.map(toValue), ...labels] : true;
}

/** Columns of arrays have numbers. */
export function labelOf(name: string, { labels = [] }: Pick<DataSummary, 'labels'>): ColumnLabel {
  return labels.find((label) => columnName(label) === name) ?? name;
}

/** Finds the first token that names a column in "columns". */
function columnTokens(data: Place<ObjectNode>): (name: string) => Place | null {
  const columns = child(data, 'columns');
  if (columns === null || !isArrayPlace(columns)) return () => null;
  const tokens = new Map<unknown, Place>();
  for (const [index, node] of columns.node.items.entries()) {
    const value = toValue(node);
    const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
    if (!tokens.has(name)) tokens.set(name, { node, path: itemPath(columns.path, index) });
  }
  return (name) => tokens.get(name) ?? null;
}
