/** Tables of diagnostics: what stands at which token of a spec, and what its quick fix makes of the text. */
import { expect, test } from 'vitest';
import type { DiagnosticCode, Severity } from '../diagnostic.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { check, unmark, withCode } from '../spec-fixture.ts';

export interface DiagnosticCase {
  readonly code: DiagnosticCode;
  /** «…» marks the range of each diagnostic with this code, in order. */
  readonly spec: string;
  readonly messages: readonly string[];
  readonly paths: readonly string[];
  readonly severity?: Severity;
  /** The text after the first fix of the first diagnostic. */
  readonly fixed?: string;
}

export const moons = '"data": { "source": "two-moons" }';
export const npy = (d: number) => `"data": { "source": "npy", "path": "x.npy", "shape": [${d}] }`;
export const coupling = '{ "type": "affine-coupling" }';
export const layers = `"layers": [${coupling}]`;

/** One test for each case. */
export function testDiagnostics(cases: readonly DiagnosticCase[]): void {
  test.each(cases.map((entry) => [entry.code, entry.messages[0]!, entry] as const))(
    '%s: %s',
    async (code, _title, entry) => {
      const { text, ranges } = unmark(entry.spec);
      const { diagnostics, plan } = await check(text);
      const found = withCode(diagnostics, code);
      expect(found.map(({ message }) => message)).toEqual(entry.messages);
      expect(found.map(({ range }) => range)).toEqual(ranges);
      expect(found.map(({ path }) => path)).toEqual(entry.paths);
      for (const { severity } of found) expect(severity).toBe(entry.severity ?? 'error');
      if (entry.severity === undefined) expect(plan).toBeNull();
      if (entry.fixed !== undefined) expect(applyFix(text, found[0]!.fixes[0]!)).toBe(entry.fixed);
    },
  );
}
