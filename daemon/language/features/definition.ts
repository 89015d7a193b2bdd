import type { Location, Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';
import { nameAt } from '../analysis/conditioner-names.ts';

/** Where the conditioner whose name is at a position is defined. */
export function definition({ uri, names, parsed, tooLarge }: Analysis, position: Position): Location | null {
  if (tooLarge) return null;
  const found = nameAt(names, parsed.lines.offset(position));
  const target = found === null ? undefined : names.definitions.findLast(({ name }) => name === found.name);
  return target === undefined ? null : { uri, range: parsed.lines.range(target.span) };
}
