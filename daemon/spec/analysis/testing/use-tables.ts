import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { CheckResult } from '../../check.ts';
import { checkSpec } from '../../check-spec.ts';

const CODES = ['invalid-data', 'row-index', 'outlier', 'dropped-rows'];
const LAYERS = '"layers": [{ "type": "linear" }], "training": { "batchSize": 4 } }';

interface Tables {
  /** Writes the lines as the table of a spec. @param keys further keys of `data`, with a comma in front @returns its text */
  specOf(lines: readonly string[], keys?: string): string;
  check(text: string): Promise<CheckResult>;
  /** The findings about tables, and what is modeled. */
  doubtsOf(text: string): Promise<{ found: CheckResult['diagnostics']; reading: CheckResult['reading'] }>;
}

export function useTables(): Tables {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-table-doubts-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const check = (text: string) => checkSpec(text, { folder, trusted: true, fileStem: 't' });
  return {
    specOf(lines, keys = '') {
      writeFileSync(join(folder, 't.csv'), `${lines.join('\n')}\n`);
      return `{ "data": { "source": "csv", "path": "t.csv"${keys} }, ${LAYERS}`;
    },
    check,
    async doubtsOf(text) {
      const { diagnostics, reading } = await check(text);
      return { found: diagnostics.filter(({ code }) => CODES.includes(code)), reading };
    },
  };
}

/** Rows of two columns with fractions. */
export const ROWS = Array.from({ length: 40 }, (_, i) => `${Math.sin(i + 1)},${Math.cos(2 * i + 1)}`);
export const with_ = (row: number, text: string, rows = ROWS) => rows.map((line, i) => (i === row ? text : line));
