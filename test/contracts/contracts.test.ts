/**
 * The JSON of every command, the daemon's methods and a run directory as an earlier build had them (`record.ts`): other programs use
 * them, so that everything must still be there.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { flowscope } from '../cli/flowscope.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { COMMANDS, FILES, RECORDED_IN } from './commands.ts';
import { missing, schemaMissing } from './contains.ts';
import { methodSchemas } from './methods.ts';
import { printed } from './printed.ts';

const RECORDED = fileURLToPath(new URL('./recorded/', import.meta.url));
const recorded = (name: string): unknown => JSON.parse(readFileSync(join(RECORDED, name), 'utf8'));

const commands = z
  .array(z.object({ args: z.array(z.string()), code: z.number(), values: z.array(z.unknown()) }))
  .parse(recorded('commands.json'));
const methods = z
  .array(z.object({ name: z.string(), params: z.unknown(), result: z.unknown() }))
  .parse(recorded('methods.json'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-contracts-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  // The run of the earlier build, which this one has to open.
  cpSync(join(RECORDED, 'run'), join(folder, 'run'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each command is recorded', () => {
  expect(commands.map(({ args }) => args)).toEqual(COMMANDS);
});

// One after the other: some read what others wrote.
test.each(commands)('$args', async ({ args, code, values }) => {
  const line = [...args, '--json'];
  const here = args[0] === 'train' ? flowscope(line, { cwd: folder }) : flowscopeHere(line, { cwd: folder });
  const outcome = await here;
  expect(outcome.code).toBe(code);
  const found = printed(outcome.stdout, [folder, `/tmp/${RECORDED_IN}`]);
  expect(missing(values, found, '$', args[0] === 'train' ? 'types' : 'values')).toEqual([]);
});

test.each(methods)('$name', ({ name, params, result }) => {
  const now = methodSchemas().find((method) => method.name === name);
  expect(now, 'the method is gone').toBeDefined();
  expect(schemaMissing(params, now!.params, 'params')).toEqual([]);
  const lost = schemaMissing(result, asOfFlows(now!.result, OF_FLOWS[name] ?? []), 'result');
  expect(lost.filter((problem) => !problem.endsWith(NEW_ROWS))).toEqual([]);
});

/**
 * Rows of log q before the first layer: `bounds` has the index −3, and `transform` −2. Only specs with these keys have them, which
 * no earlier client knows.
 */
const NEW_ROWS = '.index.minimum: was -1, is -3';

/**
 * Keys that answers about other models lack, or have as null: a GAN has no likelihood. No run that an earlier client knows is of such
 * a model. That answers about flows have them, the recorded commands show.
 */
const OF_FLOWS: Readonly<Record<string, readonly string[]>> = {
  'inspect/evaluate': ['logLikelihood'],
  'inspect/latents': ['logq', 'logLikelihood'],
  'inspect/verify': ['method'],
  'verify/spec': ['method'],
};

const objectSchema = z.looseObject({
  properties: z.record(
    z.string(),
    z.looseObject({ anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional() }),
  ),
  required: z.array(z.string()),
});

/** The schema of an answer about a flow: the keys are there, and not null. */
function asOfFlows(result: unknown, keys: readonly string[]): unknown {
  if (keys.length === 0) return result;
  const { properties, required, ...rest } = objectSchema.parse(result);
  const own = Object.fromEntries(
    keys.map((key) => {
      const { anyOf, ...outside } = properties[key]!;
      const present = anyOf?.find(({ type }) => type !== 'null');
      return [key, present ? { ...outside, ...present } : properties[key]];
    }),
  );
  return { ...rest, properties: { ...properties, ...own }, required: [...new Set([...required, ...keys])] };
}

test('what is gone, renamed, demanded or different is found', () => {
  expect(missing({ a: 1, b: [2] }, { a: 1, b: [2], c: 3 })).toEqual([]);
  expect(missing({ a: { b: 1 } }, { a: { c: 1 } })).toEqual(['$.a.b is gone']);
  expect(missing({ a: 1, pid: 5 }, { a: 2, pid: 6 })).toEqual(['$.a: was 1, is 2']);
  expect(missing({ a: 1 }, { a: null })).toEqual(['$.a: was 1, is null']);
  const before = { type: 'object', properties: { a: { enum: ['x'] } }, required: ['a'] };
  const wider = { type: 'object', properties: { a: { enum: ['x', 'y'] }, b: {} }, required: ['a'] };
  expect(schemaMissing(before, wider, 'params')).toEqual([]);
  expect(schemaMissing(wider, before, 'result').length).toBeGreaterThan(0);
  expect(schemaMissing(before, { ...before, required: ['a', 'b'] }, 'params')).toEqual(["$: 'b' is required now"]);
  expect(schemaMissing({ maximum: 5 }, { maximum: 6 }, 'params')).toEqual([]);
  expect(schemaMissing({ maximum: 5 }, {}, 'params')).toEqual([]);
  expect(schemaMissing({ maximum: 5 }, { maximum: 4 }, 'params')).toEqual(['$.maximum is narrower']);
  expect(schemaMissing(before, { ...before, required: [] }, 'result').length).toBeGreaterThan(0);
});
