import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import type { DataProposal } from '../data/data-proposal.ts';
import type { MissingValue } from '../data/missing/missing-values.ts';
import { initCommand } from '../data/proposal-errors.ts';
import { sourceDefinitions } from '../data/sources/registry.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { CheckOptions, CheckResult } from '../spec/check.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { applyFix } from '../spec/fixes/apply-fix.ts';
import { recipeFor } from '../templates/table-recipe.ts';
import { adoptFixes } from './adopt-fixes.ts';
import { proposableEndings } from './proposable-files.ts';
import { specText } from './spec-text.ts';

export interface SpecProposal {
  readonly text: string;
  readonly data: DataProposal;
  /** What the check says of the text. */
  readonly checked: CheckResult;
}

/**
 * Reads a data file and writes a spec that trains on it as it is. What the check of the spec warns about, comments say.
 * @param path absolute path of the spec @param file absolute path of the data @param exclude columns to leave out
 * @param missingValues what stands for a missing value @param command that asks for it, which advice completes. Default: in the
 *   folder of the spec
 * @throws FlowscopeError `usage` for a file that no source proposes anything for, or a column that there is not; `missing-data`
 *   or `data`
 */
export async function proposeSpec({
  name,
  path,
  file,
  exclude = [],
  missingValues = [],
  command,
}: {
  readonly name: string;
  readonly path: string;
  readonly file: string;
  readonly exclude?: readonly string[];
  readonly missingValues?: readonly MissingValue[];
  readonly command?: string;
}): Promise<SpecProposal> {
  const lower = file.toLowerCase();
  const source = sourceDefinitions.find(({ proposal }) => proposal?.endings.some((ending) => lower.endsWith(ending)));
  if (source?.proposal === undefined) {
    const endings = new Intl.ListFormat('en', { type: 'disjunction' }).format(proposableEndings());
    throw new FlowscopeError(
      'usage',
      `no spec can be proposed for '${basename(file)}': its name must end in ${endings}`,
      {
        exitCode: 2,
        hint: 'Save a spreadsheet as CSV. For images, use --template images and change its path.',
      },
    );
  }
  const folder = dirname(path);
  const options: CheckOptions = { folder, trusted: true, fileStem: name, missingData: 'error' };
  const own = {
    exclude,
    missingValues,
    command: command ?? initCommand([name], relativePath(folder, file), exclude, missingValues.map(String)),
  };
  const found = await source.proposal.propose(relativePath(folder, file), { folder, trusted: true }, own);
  const write = (data: DataProposal, notes: readonly string[] = []) =>
    specText({ name, source: source.type, path: relativePath(folder, file), data, recipe: recipeOf(data), notes });
  const { data, checked } = await adoptFixes(found, write, options);
  const problems = checked.diagnostics.filter(({ severity }) => severity !== 'information');
  if (problems.length === 0) return { text: write(data), data, checked };
  const notes = problems.filter((one) => !isAboutWidths(one)).map(({ message }) => sentence(message));
  return { data, ...(await fitWidths(write(data, notes), options)) };
}

/** That the flow has too many parameters for its rows. */
function isAboutWidths({ code, fixes }: Diagnostic): boolean {
  return code === 'few-rows' && fixes.length > 0;
}

/** The text with networks that are narrow enough for the rows. */
async function fitWidths(text: string, options: CheckOptions): Promise<Pick<SpecProposal, 'text' | 'checked'>> {
  const checked = await checkSpec(text, options);
  const fix = checked.diagnostics.find(isAboutWidths)?.fixes[0];
  if (fix === undefined) return { text, checked };
  const narrow = applyFix(text, fix);
  return { text: narrow, checked: await checkSpec(narrow, options) };
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}

function recipeOf({ shape, trainingRows: rows, validationRows, contextSize }: DataProposal) {
  const dimension = shape.reduce((product, extent) => product * extent, 1);
  return recipeFor({ dimension, rows, validationRows, contextSize });
}

/** With slashes on every system; absolute if the file is on another drive. */
function relativePath(folder: string, file: string): string {
  const path = relative(folder, file);
  return (isAbsolute(path) ? file : path).split(sep).join('/');
}
