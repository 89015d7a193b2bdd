import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DataReading } from '../../protocol/data-reading.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';

/** One finding may hide another, so fixes are applied one after the other. */
const MOST_FIXES = 10;

/** What a template cannot know about a table: its shape, its number of rows, and a row index. */
function dependsOnTable({ code, path, severity }: Diagnostic): boolean {
  return (
    code === 'row-index' ||
    code === 'few-rows' ||
    (severity === 'error' && (path === 'data.shape' || path === 'training.batchSize'))
  );
}

/**
 * Fits a template to its table, if the file is there: applies the fixes of the checks.
 * @param table absolute path of the file that the template reads
 * @returns also what is modeled; null without the table
 */
export async function fitTemplate(
  text: string,
  { path, table, name }: { readonly path: string; readonly table: string; readonly name: string },
): Promise<{ readonly text: string; readonly reading: DataReading | null }> {
  if (!existsSync(table)) return { text, reading: null };
  const options = { folder: dirname(path), trusted: true, fileStem: name };
  let fitted = text;
  for (let i = 0; i < MOST_FIXES; i++) {
    const { diagnostics, reading } = await checkSpec(fitted, options);
    const fix = diagnostics.find((found) => dependsOnTable(found) && found.fixes.length > 0)?.fixes[0];
    if (fix === undefined) return { text: fitted, reading };
    const document = TextDocument.create(path, 'json', 0, fitted);
    fitted = TextDocument.applyEdits(
      document,
      fix.edits.map(({ range, newText }) => ({ range, newText })),
    );
  }
  return { text: fitted, reading: null };
}
