import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import type { DataReading } from '../../../protocol/data-reading.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import {
  contextText,
  effectiveText,
  noiseText,
  noisyText,
  shapeText,
  standInsText,
  stepsText,
} from '../../format/reading-text.ts';
import { child, isObjectPlace } from '../../spec/text/node.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { overlaps } from './ranges.ts';

const MOST_COLUMNS = 20;

/** After the path of a table or an array: how many columns and rows are modeled, and how many are left out. Its hover has their names. */
export function dataHints({ parsed }: Analysis, reading: DataReading | null, range: Range): readonly InlayHint[] {
  const { root, lines } = parsed;
  const isKnown = reading !== null && (reading.columns.length > 0 || reading.shape !== undefined);
  if (!isKnown || root === null) return [];
  const place = { node: root, path: '' };
  const data = isObjectPlace(place) ? child(place, 'data') : null;
  const path = data !== null && isObjectPlace(data) ? child(data, 'path') : null;
  if (path === null) return [];
  const position = lines.position(path.node.offset + path.node.length);
  if (!overlaps({ start: position, end: position }, range)) return [];
  const { columns, leftOut, read, dropped, partial, shape } = reading;
  const points = shape === undefined ? formatCounted(columns.length, 'column') : `images of ${shapeText(shape)}`;
  const label = [
    // The number of rows of a large file is known once all of it was read.
    partial ? points : `${points}, ${formatCounted(read - dropped, 'row')}`,
    ...(leftOut.length === 0 ? [] : [`${formatCounted(leftOut.length, 'column')} left out`]),
    ...(dropped === 0 || partial ? [] : [`${formatCounted(dropped, 'row')} dropped`]),
  ].join(' · ');
  return [
    {
      position,
      label,
      kind: InlayHintKind.Type,
      paddingLeft: true,
      tooltip: { kind: 'markdown', value: tooltipOf(reading) },
    },
  ];
}

function tooltipOf(reading: DataReading): string {
  const { columns, leftOut, read, dropped, partial, shape, context = [], noise = [], steps = [], weight } = reading;
  const rest = leftOut.length - MOST_COLUMNS;
  const standIns = standInsText(reading);
  return [
    shape === undefined ? `Modeled: ${named(columns)}.` : `Modeled: images of ${shapeText(shape)}.`,
    ...(context.length === 0 ? [] : ['', `Context: ${escapeMarkdown(context.map(contextText).join('; '))}.`]),
    ...(weight === undefined
      ? []
      : ['', `Weight: ${escapeMarkdown(weight.column)}${effectiveText(weight.effectiveSampleSize)}.`]),
    ...noise.flatMap((own) => [
      '',
      `Noise ${noiseText(own.step)}: ${escapeMarkdown(noisyText(own.columns, reading))}.`,
    ]),
    ...steps
      .slice(0, MOST_COLUMNS)
      .flatMap((own) => ['', `${escapeMarkdown(own.name)} becomes ${escapeMarkdown(stepsText(own.steps))}.`]),
    ...(leftOut.length === 0 ? [] : ['', 'Left out:', '']),
    ...leftOut.slice(0, MOST_COLUMNS).map(({ name, why }) => `- ${escapeMarkdown(`${name}: ${why}`)}`),
    ...(rest > 0 ? [`- ${formatCount(rest)} more`] : []),
    ...(standIns === null ? [] : ['', `Missing values: ${escapeMarkdown(standIns)}.`]),
    ...(dropped === 0 ? [] : ['', `${formatCounted(dropped, 'row')} dropped because a value is missing.`]),
    ...(partial ? ['', `From the first ${formatCounted(read, 'row')}: training reads the others.`] : []),
  ].join('\n');
}

function named(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_COLUMNS).map(escapeMarkdown).join(', ');
  const more = columns.length - MOST_COLUMNS;
  return `${shown}${more > 0 ? `, … ${formatCount(more)} more` : ''}`;
}
