/** What messages advise works: the problem is gone, and nothing new is wrong. Each advice in the sources has an example. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doubtDefinitions } from '../data/doubts/registry.ts';
import { checkSpec } from './check-spec.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import { OPTIONS } from './spec-fixture.ts';
import { type Advice, adviceOf } from './testing/advised-edits.ts';
import { PROBLEM_TEXTS, writeProblemFiles } from './testing/problem-texts.ts';

interface Example {
  readonly text: string;
  readonly before: readonly Diagnostic[];
  readonly problem: Diagnostic;
  readonly advice: readonly Advice[];
}

let folder: string;
let examples: readonly Example[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-advice-'));
  writeProblemFiles(folder);
  const all: Example[] = [];
  for (const text of PROBLEM_TEXTS) {
    const before = await look(text);
    // What is no JSON cannot be changed by advice about its content.
    const isJson = before.every(({ code }) => code !== 'syntax' && code !== 'duplicate-key');
    for (const problem of before) all.push({ text, before, problem, advice: isJson ? adviceOf(text, problem) : [] });
  }
  examples = all;
});
afterAll(() => rmSync(folder, { recursive: true }));

const look = async (text: string) => (await checkSpec(text, { ...OPTIONS, folder })).diagnostics;
const said = ({ code, message }: Diagnostic) => `${code}: ${message}`;

/** Messages that name a key, and what to do with it. */
const ADVISES = /\b(set|add|leave|remove|begin|use)\b[^"]*"/i;
/** What to do depends on what is meant, so no change is the right one. */
const NEEDS_CHOICE = [
  /leave the column out, with "exclude"/,
  /leave the column out of "columns", or use it as context/,
  /used? [^"]*: use alternate/,
  /base \S+ needs a context: set "context" in "data"/,
  /refer to it by "conditioner", or remove it/,
  /set "context" in "data"/,
  /set "limit"/,
  /takes "steps" or "epochs", not both/,
  /a category has no period/,
  /choose another column as "weight"/,
];

test('followed, each advice takes its problem away and brings no new one', async () => {
  expect(examples.flatMap(({ advice }) => advice).length).toBeGreaterThan(30);
  for (const { text, before, problem, advice } of examples) {
    for (const { words, spec } of advice) {
      const after = await look(JSON.stringify(spec));
      const context = `${said(problem)}\n${words}\n${text}\n${JSON.stringify(spec)}`;
      const count = (list: readonly Diagnostic[]) => list.filter((found) => said(found) === said(problem)).length;
      expect(count(after), context).toBeLessThan(count(before));
      // The words of others may change with the columns. Data that could not be read may have further warnings.
      const known = new Set(before.map(({ code, severity, message }) => (severity === 'error' ? message : code)));
      const isNew = ({ code, severity, message }: Diagnostic) =>
        severity === 'error' ? !known.has(message) : problem.severity !== 'error' && !known.has(code);
      expect(after.filter(isNew).map(said), context).toEqual([]);
    }
  }
});

test('each message that advises a change of a key has a fix, or words that can be followed', () => {
  const unclear = examples.filter(
    ({ problem: { message, fixes }, advice }) =>
      ADVISES.test(message) &&
      fixes.length === 0 &&
      advice.length === 0 &&
      !NEEDS_CHOICE.some((pattern) => pattern.test(message)),
  );
  expect(unclear.map(({ problem }) => said(problem))).toEqual([]);
});

/** The type checker asks for each code. `null`: why it has no example here. */
const CODES: Readonly<Record<DiagnosticCode, string | null>> = {
  syntax: null,
  'duplicate-key': null,
  'unknown-key': null,
  'unknown-type': null,
  'not-available': null,
  'wrong-value': null,
  'shape-mismatch': null,
  'never-transformed': null,
  'never-seen': null,
  'iterative-inverse': null,
  domain: null,
  'missing-data': null,
  'needs-trust': 'depends on the session, and advises nothing about the spec',
  'unused-definition': null,
  'unused-context': null,
  'unresolved-reference': null,
  'invalid-data': null,
  'discrete-data': null,
  'row-index': null,
  'weight-column': null,
  outlier: null,
  'dropped-rows': null,
  'duplicated-rows': null,
  'dependent-columns': null,
  'near-constant': null,
  'repeated-value': null,
  'bounded-column': null,
  'heavy-tails': null,
  angle: null,
  'many-labels': null,
  'few-rows': null,
  'label-codes': null,
};

test('each code has an example', () => {
  const seen = new Set<string>([
    ...examples.map(({ problem }) => problem.code),
    // These have examples in their definitions, which analysis/doubt-examples.test.ts takes.
    ...doubtDefinitions.map(({ code }) => code),
  ]);
  expect(Object.entries(CODES).flatMap(([code, why]) => (why === null && !seen.has(code) ? [code] : []))).toEqual([]);
});

/** Advice in sources of which an example would take too long or is not a check of a spec. */
const WITHOUT_EXAMPLE = [
  // Files of more than a gigabyte, or more values than any list may have.
  'set "limit"',
  'a category should have few',
  'Make "hidden" smaller',
  'make "hidden" smaller',
  // Folders of images: sources/images/*.test.ts.
  'set "corrupt": "skip"',
  'set "context": "none"',
  // A comment of a spec that init writes.
  'To model one, remove it here',
  'set "flip": false',
  // Of a new layer: those of this version are checked before.
  'use the elementwise { "type": "spline" } on 1-D data',
  // Columns with lists: sources/csv/reading-advice.test.ts.
  'write their values to separate columns',
  // Columns: analysis/doubt-examples.test.ts.
  'settings} of ',
  '{own} in "columns"',
];

test('each advice about a key that the sources contain has an example', () => {
  const messages = examples.flatMap(({ problem }) => [problem.message, ...problem.fixes.map(({ title }) => title)]);
  const missing = adviceInSources().filter((advice) => {
    if (WITHOUT_EXAMPLE.some((part) => advice.includes(part))) return false;
    const parts = advice.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(parts.join('.*'), 's');
    return !messages.some((message) => pattern.test(message));
  });
  expect(missing).toEqual([]);
});

/** Literals in the code of data, specs and flows that advise a change of a key. */
function adviceInSources(): readonly string[] {
  return ['data', 'spec', 'flow', 'models'].flatMap((room) => {
    const root = join(import.meta.dirname, '..', room);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/\.test\.ts$|testing/.test(name) && !name.startsWith(join('doubts', 'values')),
    );
    return files.flatMap((name) =>
      readFileSync(join(root, name), 'utf8')
        .split('\n')
        .filter((line) => !/^\s*(\/\/|\*|\/\*)|\.describe\(/.test(line))
        .flatMap((line) => [...line.matchAll(/(['`])((?:(?!\1).)*)\1/g)].map(([, , literal]) => literal!))
        .filter((literal) => /\b(set|add|leave|remove|begin|use|shorten)\b[^"]*"(\w+"|\$\{)/i.test(literal)),
    );
  });
}
