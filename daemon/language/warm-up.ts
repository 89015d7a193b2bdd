import type { Position } from 'vscode-languageserver';
import type { Analysis } from './analysis/analysis.ts';

/** Milliseconds after a check: what a client asks for at once is answered first. */
const DELAY = 50;

/** Where a type is completed: its code and that of the schema are most of what a first completion loads. */
const TYPE = /"type"\s*:\s*"/;

/**
 * Completes a type that nobody is typing, so that the schema exists and the code is compiled before somebody does:
 * otherwise the first completion takes ten times as long as those that follow.
 */
export function warmUp(
  analysis: Analysis,
  complete: (analysis: Analysis, position: Position) => Promise<unknown>,
): { readonly dispose: () => void } {
  const timer = setTimeout(() => {
    const type = TYPE.exec(analysis.text);
    const offset = type === null ? 0 : type.index + type[0].length;
    void complete(analysis, analysis.textDocument.positionAt(offset));
  }, DELAY);
  return { dispose: () => clearTimeout(timer) };
}
