/** Every quick fix of the shipped language removes its problem and causes no new error. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSpec } from './check-spec.ts';
import type { Diagnostic } from './diagnostic.ts';
import { applyFix } from './fixes/apply-fix.ts';
import { OPTIONS } from './spec-fixture.ts';
import { PROBLEM_TEXTS, writeProblemFiles } from './testing/problem-texts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-fixes-'));
  writeProblemFiles(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const look = async (text: string) => (await checkSpec(text, { ...OPTIONS, folder })).diagnostics;
const said = ({ code, message }: Diagnostic) => `${code}: ${message}`;

interface Offer {
  readonly text: string;
  readonly problem: Diagnostic;
  readonly before: readonly Diagnostic[];
  readonly fix: Diagnostic['fixes'][number];
}

async function offers(): Promise<readonly Offer[]> {
  const all: Offer[] = [];
  for (const text of PROBLEM_TEXTS) {
    const before = await look(text);
    for (const problem of before) for (const fix of problem.fixes) all.push({ text, problem, before, fix });
  }
  return all;
}

test('applied, each takes its problem away and brings no new error', async () => {
  const all = await offers();
  expect(all.length).toBeGreaterThanOrEqual(50);
  for (const { text, problem, before, fix } of all) {
    const fixed = applyFix(text, fix);
    const after = await look(fixed);
    const context = `${said(problem)}\n${fix.title}\n${text}\n${fixed}`;
    const count = (list: readonly Diagnostic[]) => list.filter((found) => said(found) === said(problem)).length;
    expect(count(after), context).toBeLessThan(count(before));
    // Errors elsewhere in the text may remain.
    const known = new Set(before.map(said));
    const added = after.filter((found) => found.severity === 'error' && !known.has(said(found))).map(said);
    expect(added, context).toEqual([]);
  }
});

test('the texts above have each fix that the source can make', async () => {
  const titles = (await offers()).map(({ fix }) => fix.title);
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const templates = files.flatMap((name) => {
    const source = readFileSync(join(import.meta.dirname, name), 'utf8');
    return [...source.matchAll(/\b(fix|change|insert)\(\s*(['"`])(.+?)\2,/gs)].map(([, call, , title]) =>
      call === 'insert' ? `Insert ${title!}` : title!,
    );
  });
  expect(templates.length).toBeGreaterThan(25);
  const missing = templates.filter((template) => {
    const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.+')}$`, 's');
    return !titles.some((title) => pattern.test(title));
  });
  expect(missing).toEqual([]);
});
