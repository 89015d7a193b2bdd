import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import type { DataProposal } from '../data/data-proposal.ts';
import { sourceDefinitions } from '../data/sources/registry.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { recipeFor } from '../templates/table-recipe.ts';
import { adoptFixes } from './adopt-fixes.ts';
import { specText } from './spec-text.ts';

export interface SpecProposal {
  readonly text: string;
  readonly data: DataProposal;
}

/** Endings of the files that a spec can be proposed for. */
export function proposableEndings(): readonly string[] {
  return sourceDefinitions.flatMap(({ proposal }) => proposal?.endings ?? []);
}

/**
 * Reads a data file and writes a spec that trains on it as it is.
 * @param path absolute path of the spec @param file absolute path of the data
 * @throws FlowscopeError `usage` for a file that no source proposes anything for; `missing-data` or `data`
 */
export async function proposeSpec({
  name,
  path,
  file,
}: {
  readonly name: string;
  readonly path: string;
  readonly file: string;
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
  const found = await source.proposal.propose(relativePath(folder, file), { folder, trusted: true });
  const write = (data: DataProposal) =>
    specText({ name, source: source.type, path: relativePath(folder, file), data, recipe: recipeOf(data) });
  const data = await adoptFixes(found, write, { folder, trusted: true, fileStem: name });
  return { text: write(data), data };
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
