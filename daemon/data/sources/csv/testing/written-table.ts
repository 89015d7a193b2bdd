/** Tables that a test writes into a new folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Dataset } from '../../../definition.ts';
import { csvSchema } from '../csv-source.ts';
import { loadCsv } from '../load-csv.ts';

export interface WrittenTable {
  readonly folder: string;
  /** The rows of `table.csv` with this content, without a split and without standardization unless `config` says so. */
  load(text: string | Uint8Array, config?: object, files?: Readonly<Record<string, string>>): Promise<Dataset>;
}

/** The folder exists while the tests of the file run. */
export function writtenTable(): WrittenTable {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowscope-csv-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
    async load(text, config = {}, files = {}) {
      writeFileSync(join(folder, 'table.csv'), text);
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const parsed = csvSchema.parse({
        path: 'table.csv',
        split: { validation: 0, test: 0 },
        standardize: false,
        ...config,
      });
      return loadCsv({ ...parsed, seed: 0, limit: null }, { folder, trusted: false });
    },
  };
}

/** What an error says of `table.csv`. */
export const failing = (message: string | RegExp) => ({
  code: 'data',
  file: 'table.csv',
  message: expect.stringMatching(message),
});
