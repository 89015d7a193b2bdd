/** Errors of all sources that propose how to model a file. */

import { shellWord } from '../encoding/shell-word.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { dataError } from './files/data-error.ts';

/** An option of `init` with a value, as a user types it; a value that begins with a dash would be taken for an option. */
export function optionText(name: 'exclude' | 'missing-value', value: string): string {
  return `--${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`;
}

/** The command that asks for a proposal. @param words before `--data` @param texts for which `--missing-value` stands */
export function initCommand(
  words: readonly string[],
  file: string,
  exclude: readonly string[],
  texts: readonly string[],
): string {
  return [
    ...['flowscope init', ...words.map(shellWord), '--data', shellWord(file)],
    ...exclude.map((column) => optionText('exclude', column)),
    ...texts.map((text) => optionText('missing-value', text)),
  ].join(' ');
}

/** With fewer rows, nothing can be fitted. */
export const FEWEST_ROWS = 2;

export function tooFewRows(file: string, count: number): FlowscopeError {
  const rows = count === 1 ? '1 row' : `${count} rows`;
  return dataError(
    file,
    `${rows} of data ${count === 1 ? 'is' : 'are'} too few to fit a flow`,
    'add rows: 30 or more for a first look',
  );
}

/** @param label of a column to leave out @param names of those that there are */
export function noSuchColumn(file: string, label: string, names: readonly string[]): FlowscopeError {
  const shown = `${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}`;
  return new FlowscopeError('usage', `${file} has no column '${label}' to leave out`, {
    hint: `its columns are ${shown}`,
    file,
    exitCode: 2,
  });
}
