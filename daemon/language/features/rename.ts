import {
  ErrorCodes,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';
import { nameAt } from '../analysis/conditioner-names.ts';
import type { ClientTraits } from '../client-traits.ts';
import { workspaceEdit } from './quick-fixes.ts';

const LONGEST_NAME = 64;

/** The name at a position without its quotes; null if nothing can be renamed. */
export function prepareRename(
  { names, parsed, tooLarge }: Analysis,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | null {
  if (tooLarge) return null;
  const found = nameAt(names, parsed.lines.offset(position));
  if (found === null || !names.definitions.some(({ name }) => name === found.name)) return null;
  const { offset, length } = found.span;
  return {
    range: parsed.lines.range({ offset: offset + 1, length: Math.max(0, length - 2) }),
    placeholder: found.name,
  };
}

/**
 * Renames a conditioner in its definition and all uses.
 * @throws ResponseError if there is no name, or the new one is empty, too long or taken
 */
export function rename(analysis: Analysis, position: Position, newName: string, client: ClientTraits): WorkspaceEdit {
  const { names, parsed, uri, version } = analysis;
  const found = prepareRename(analysis, position)?.placeholder;
  if (found === undefined) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, 'only conditioners can be renamed');
  }
  const problem =
    newName === found
      ? null
      : problemOf(
          newName,
          names.definitions.map(({ name }) => name),
        );
  if (problem !== null) throw new ResponseError(ErrorCodes.InvalidParams, problem);
  const edits = [...names.definitions, ...names.uses]
    .filter(({ name }) => name === found)
    .map(({ span }) => ({ range: parsed.lines.range(span), newText: JSON.stringify(newName) }));
  return workspaceEdit(uri, version, edits, client);
}

function problemOf(name: string, taken: readonly string[]): string | null {
  if (name.trim() === '') return 'a conditioner needs a name';
  if (name.length > LONGEST_NAME) return `a name may have at most ${LONGEST_NAME} characters, found ${name.length}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'a name must be one line without control characters';
  if (taken.includes(name)) return `there is already a conditioner named '${name}'`;
  return null;
}
