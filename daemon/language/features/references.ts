import type { Location, Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analysis.ts';
import { nameAt } from '../analysis/conditioner-names.ts';

/** Every use of the conditioner whose name is at a position, after its definition if requested. */
export function references(
  { uri, names, parsed, tooLarge }: Analysis,
  position: Position,
  includeDeclaration: boolean,
): readonly Location[] {
  if (tooLarge) return [];
  const found = nameAt(names, parsed.lines.offset(position));
  if (found === null) return [];
  return [...(includeDeclaration ? names.definitions : []), ...names.uses]
    .filter(({ name }) => name === found.name)
    .map(({ span }) => ({ uri, range: parsed.lines.range(span) }));
}
