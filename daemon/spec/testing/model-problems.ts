import { expect } from 'vitest';
import { checkSpec } from '../check-spec.ts';
import type { Diagnostic, Severity } from '../diagnostic.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { OPTIONS } from '../spec-fixture.ts';

const look = async (text: string) => (await checkSpec(text, OPTIONS)).diagnostics;
/** A missing file is not what these tests are about. */
const matters = ({ code }: Diagnostic) => code !== 'missing-data';

/** The messages of one severity. */
export async function problemsOf(spec: object, severity: Severity = 'error'): Promise<readonly string[]> {
  const found = await look(JSON.stringify(spec));
  return found.filter((problem) => problem.severity === severity && matters(problem)).map(({ message }) => message);
}

/** What each fix of these problems makes of the spec, by title. Each takes its problem away and brings no new error. */
export async function fixesOf(spec: object, severity: Severity = 'error'): Promise<Record<string, object>> {
  const text = JSON.stringify(spec);
  const before = await look(text);
  const known = before.map(({ message }) => message);
  const made: Record<string, object> = {};
  for (const problem of before.filter((found) => found.severity === severity && matters(found))) {
    for (const fix of problem.fixes) {
      const fixed = applyFix(text, fix);
      const after = await look(fixed);
      expect(
        after.map(({ message }) => message),
        fix.title,
      ).not.toContain(problem.message);
      const added = after.filter((found) => found.severity === 'error' && !known.includes(found.message));
      expect(added, fix.title).toEqual([]);
      made[fix.title] = JSON.parse(fixed);
    }
  }
  return made;
}
