/** Hover text of a path in `data`: its purpose, the file that it names, and what is known about it. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DataReading } from '../../../protocol/data-reading.ts';
import type { ColumnGlance } from '../../data/definition.ts';
import { DATA_FILES, type DataFileKey } from '../../data/sources/file-keys.ts';
import { formatBytes, formatCount, formatCounted } from '../../format/numbers.ts';
import { contextText, effectiveText, noiseText, standInsText, stepsText } from '../../format/reading-text.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { glanceAtData } from '../analysis/glance.ts';
import { staysInside } from '../analysis/inside-folder.ts';
import { code, escapeMarkdown } from '../markdown/escape.ts';
import type { Cursor } from '../text/cursor.ts';

/**
 * Plain Markdown; null if the value at the cursor is not a path.
 * @param trusted false: nothing outside the spec's folder is accessed
 */
export async function dataFileText(
  analysis: Analysis,
  { containers, step }: Cursor,
  path: string,
  trusted: boolean,
): Promise<string | null> {
  const isData = containers.length === 2 && containers[1]!.step === 'data' && containers[1]!.kind === 'object';
  if (!isData || !isFileKey(step) || path === '' || path.includes('\u0000')) return null;
  const { folder } = analysis.site;
  const what = `Path of ${DATA_FILES[step]}.`;
  if (folder === null) return `${what} It is relative to the spec, which is not saved yet.`;
  const where = code(resolve(folder, path));
  if (!trusted && !(await staysInside(folder, path).catch(() => true))) {
    return `${what} It is outside the folder of the spec, and is read only in a trusted workspace:\n\n${where}`;
  }
  const found = await stat(resolve(folder, path)).catch(() => null);
  const more =
    step === 'path' && found !== null ? [await rowsText(analysis), await columnsText(analysis, trusted)] : [];
  return [`${what}\n\n${kindOf(found)} ${where}`, ...more.filter((text) => text !== null)].join('\n\n');
}

function isFileKey(step: Cursor['step']): step is DataFileKey {
  return typeof step === 'string' && Object.hasOwn(DATA_FILES, step);
}

function kindOf(found: Stats | null): string {
  if (found === null) return 'No such file:';
  if (found.isDirectory()) return 'Folder';
  return found.isFile() ? `File of ${formatBytes(found.size)}:` : 'Not a regular file:';
}

/** Only what the check has already read. */
async function rowsText(analysis: Analysis): Promise<string | null> {
  try {
    const { plan, trainingRows } = await analysis.check();
    if (plan === null) return null;
    const { inputShape, context } = plan;
    const point =
      inputShape.length === 3
        ? `images of ${inputShape.join(' × ')}`
        : `rows of ${formatCounted(inputShape[0]!, 'column')}`;
    const given = context === null ? '' : `, with a context of ${formatCounted(context.size, 'number')}`;
    const training = trainingRows === null ? '' : `, ${formatCount(trainingRows)} of them for training`;
    return `${point[0]!.toUpperCase()}${point.slice(1)}${given}${training}.`;
  } catch (error) {
    if (analysis.isRetired(error)) return null;
    throw error;
  }
}

const MOST_COLUMNS = 20;
const TYPES = { integer: 'whole numbers', number: 'numbers', text: 'text', empty: 'no values' } as const;

/** A table of the columns of a table or an array: what is in them, and what becomes of them as far as the check knows. */
async function columnsText(analysis: Analysis, trusted: boolean): Promise<string | null> {
  const glance = await glanceAtData(analysis, trusted);
  const reading = await readingOf(analysis);
  const columns = glance !== null && glance.columns.length > 0 ? glance.columns : namedIn(reading);
  const facts =
    reading === null ? [] : [...contextLines(reading, columns), ...missingLines(reading), readText(reading)];
  if (columns.length === 0) return facts.length === 0 ? null : facts.join('\n\n');
  const useOf = reading === null ? () => '' : usesIn(reading);
  // Only a glance at the file tells types.
  const typed = columns.some(({ type }) => type !== undefined);
  const row = (cells: readonly string[]) => `| ${(typed ? cells : [cells[0]!, cells[2]!]).join(' | ')} |`;
  const rest = columns.length - MOST_COLUMNS;
  return [
    row(['column', 'values', 'use']),
    typed ? '|---|---|---|' : '|---|---|',
    ...columns
      .slice(0, MOST_COLUMNS)
      .map(({ name, type }) => row([name, type === undefined ? '' : TYPES[type], useOf(name)].map(escapeMarkdown))),
    ...(rest > 0 ? [row([`… ${rest} more`, '', ''])] : []),
    ...facts.flatMap((fact) => ['', fact]),
  ].join('\n');
}

interface NamedColumn {
  readonly name: string;
  readonly type?: ColumnGlance['type'];
}

/** The columns that a check has read, those of the model first. */
function namedIn(reading: DataReading | null): readonly NamedColumn[] {
  if (reading === null) return [];
  const { columns, leftOut, weight } = reading;
  const others = [...leftOut.map(({ name }) => name), ...(weight === undefined ? [] : [weight.column])];
  return [...columns, ...others].map((name) => ({ name }));
}

/** What becomes of each column. */
function usesIn({ columns, leftOut, steps = [], noise = [], categories = [], weight }: DataReading) {
  const modeled = new Set(columns);
  const reasons = new Map(leftOut.map(({ name, why }) => [name, why]));
  const before = new Map(noise.flatMap((own) => own.columns.map((name) => [name, `noise ${noiseText(own.step)}`])));
  const chains = new Map(steps.map((own) => [own.name, own.steps]));
  return (name: string) => {
    if (weight?.column === name) return 'weight of the row';
    if (modeled.has(name)) {
      const isCategory = categories.some(({ column }) => column === name);
      const all = [...[before.get(name)].filter((step) => step !== undefined), ...(chains.get(name) ?? [])];
      return [isCategory ? 'modeled as category' : 'modeled', ...(all.length === 0 ? [] : [stepsText(all)])].join(': ');
    }
    const why = reasons.get(name);
    return why === undefined ? 'context' : `left out: ${why}`;
  };
}

/** The context that is in another file. */
function contextLines({ context = [] }: DataReading, columns: readonly NamedColumn[]): readonly string[] {
  const own = new Set(columns.map(({ name }) => name));
  const others = context.filter(({ column }) => !own.has(column));
  return others.length === 0 ? [] : [`Context: ${escapeMarkdown(others.map(contextText).join('; '))}.`];
}

function missingLines(reading: DataReading): readonly string[] {
  const standIns = standInsText(reading);
  return standIns === null ? [] : [`Missing values: ${escapeMarkdown(standIns)}.`];
}

function readText({ read, dropped, header, numbered, shape, partial, weight }: DataReading): string {
  const count = `${partial ? 'the first ' : ''}${formatCounted(read, 'row')}`;
  const rows =
    dropped === 0
      ? `${count}${partial ? ' read' : ''}`
      : `${count} read, ${formatCount(dropped)} dropped because a value is missing`;
  const text = `${rows}${effectiveText(weight?.effectiveSampleSize)}`;
  if (shape !== undefined) return `${text}.`;
  if (numbered) return `${text}; the columns are numbered from 0.`;
  return `${text}; ${header ? 'the file names its columns' : 'there is no header line'}.`;
}

async function readingOf(analysis: Analysis): Promise<DataReading | null> {
  try {
    return (await analysis.check()).reading;
  } catch (error) {
    if (analysis.isRetired(error)) return null;
    throw error;
  }
}
