/** Hover text of a path in `data`: its purpose, the file that it names, and what is known about it. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DataReading } from '../../../protocol/data-reading.ts';
import { DATA_FILES, type DataFileKey } from '../../data/sources/file-keys.ts';
import { formatBytes, formatCount, formatCounted } from '../../format/numbers.ts';
import { effectiveText, stepsText } from '../../format/reading-text.ts';
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

/** A table of the columns of a table: what is in them, and what becomes of them as far as the check knows. */
async function columnsText(analysis: Analysis, trusted: boolean): Promise<string | null> {
  const glance = await glanceAtData(analysis, trusted);
  if (glance === null || glance.columns.length === 0) return null;
  const reading = await readingOf(analysis);
  const modeled = new Set(reading?.columns);
  const steps = new Map(reading?.steps?.map((own) => [own.name, [stepsText(own.steps)]]));
  const leftOut = new Map(reading?.leftOut.map(({ name, why }) => [name, why]));
  const useOf = (name: string) => {
    if (reading === null) return '';
    if (reading.weight?.column === name) return 'weight of the row';
    const isCategory = reading.categories?.some(({ column }) => column === name);
    if (modeled.has(name))
      return [isCategory ? 'modeled as category' : 'modeled', ...(steps.get(name) ?? [])].join(': ');
    const why = leftOut.get(name);
    return why === undefined ? 'context' : `left out: ${why}`;
  };
  const rest = glance.columns.length - MOST_COLUMNS;
  return [
    '| column | values | use |',
    '|---|---|---|',
    ...glance.columns
      .slice(0, MOST_COLUMNS)
      .map(({ name, type }) => `| ${[name, TYPES[type], useOf(name)].map(escapeMarkdown).join(' | ')} |`),
    ...(rest > 0 ? [`| … ${rest} more | | |`] : []),
    ...(reading === null ? [] : ['', readText(reading)]),
  ].join('\n');
}

function readText({ read, dropped, header, partial, weight }: DataReading): string {
  const count = `${partial ? 'the first ' : ''}${formatCounted(read, 'row')}`;
  const rows =
    dropped === 0
      ? `${count}${partial ? ' read' : ''}`
      : `${count} read, ${formatCount(dropped)} dropped because a value is missing`;
  const names = header ? 'the first line has the names' : 'there is no header line';
  return `${rows}${effectiveText(weight?.effectiveSampleSize)}; ${names}.`;
}

async function readingOf(analysis: Analysis): Promise<DataReading | null> {
  try {
    return (await analysis.check()).reading;
  } catch (error) {
    if (analysis.isRetired(error)) return null;
    throw error;
  }
}
