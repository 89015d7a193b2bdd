import { expect, test } from 'vitest';
import * as z from 'zod';
import { layersFigure } from '../../protocol/figures/layers.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { VERSION } from '../../protocol/product-version.ts';
import { defineMethod, type MethodDefinition } from '../../protocol/rpc/method.ts';
import { runEvents, runList } from '../../protocol/rpc/run-methods.ts';
import { finishedRun } from '../testing/finished-run.ts';
import { messageReader } from './message-reader.ts';

const reader = messageReader(() => '9.8.7');
const run = finishedRun(1);

test('a result that fits is what the daemon sent', () => {
  expect(reader.result(runList, { runs: [run] })).toEqual({ runs: [run] });
});

test('a result with a wrong field is refused, with the method, the field and both versions', () => {
  const read = () => reader.result(runList, { runs: [run, { ...run, seed: 'seven' }] });
  expect(read).toThrow(/The daemon's answer to run\/list does not fit: runs\[1\]\.seed: .*expected number/);
  expect(read).toThrow(
    expect.objectContaining({
      code: 'invalid-answer',
      hint: expect.stringContaining(`Flowscope ${VERSION}, and the daemon is 9.8.7`),
    }),
  );
  expect(() => reader.result(runList, null)).toThrow("The daemon's answer to run/list does not fit: Invalid input");
  const same = messageReader(() => VERSION);
  expect(() => same.result(runList, {})).toThrow(expect.objectContaining({ hint: expect.stringContaining('report') }));
});

test('fields of a newer daemon are left out, at any depth', () => {
  const newer = { ...run, color: 'red', best: { nll: 1, step: 2, when: 'today' }, checkpoints: [] };
  const { runs } = reader.result(runList, { runs: [newer], total: 1 });
  expect(runs).toEqual([{ ...run, best: { nll: 1, step: 2 }, checkpoints: [] }]);
});

test('a field that is missing is not accepted', () => {
  const { seed: _, ...without } = run;
  expect(() => reader.result(runList, { runs: [without] })).toThrow('runs[0].seed');
});

test('records of a log keep all their fields', () => {
  const record = { seq: 1, event: 'step', step: 3, time: '2026-01-01T00:00:00Z', loss: 1.5, nested: { a: 1 } };
  const params = { subscription: 1, records: [record], lagging: false, end: false };
  expect(reader.params(runEvents, { ...params, more: 1 })).toEqual(params);
  expect(() => reader.params(runEvents, { ...params, end: 'no' })).toThrow(
    "The daemon's notification run/events does not fit: end: ",
  );
});

test('unions, tuples, records and defaults are converted, and checks still hold', () => {
  const inner = z.strictObject({ a: z.number() });
  const choice = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('x'), inner }),
    z.strictObject({ kind: z.literal('y') }),
  ]);
  const method = defineMethod(
    'test/shapes',
    z.strictObject({}),
    z.strictObject({
      choice,
      pair: z.tuple([inner, z.number()]),
      named: z.record(z.string(), inner.nullable()),
      either: z.union([inner, z.string()]),
      late: inner.optional(),
      few: z.array(inner.default({ a: 7 })).max(1),
    }),
  );
  const extra = { a: 1, b: 2 };
  const value = {
    choice: { kind: 'x', inner: extra },
    pair: [extra, 2],
    named: { n: extra },
    either: extra,
    few: [extra],
  };
  const a = { a: 1 };
  expect(reader.result(method, value)).toEqual({
    choice: { kind: 'x', inner: a },
    pair: [a, 2],
    named: { n: a },
    either: a,
    few: [a],
  });
  expect(() => reader.result(method, { ...value, few: [a, a] })).toThrow('few: ');
  expect(() => reader.result(method, { ...value, choice: { kind: 'z' } })).toThrow('choice.kind: ');
  // The daemon's own schema is as strict as it was.
  expect(inner.safeParse(extra).success).toBe(false);
});

test('the result of every figure can be read tolerantly', () => {
  const methods: readonly MethodDefinition[] = Object.values(FIGURES).map(({ method }) => method);
  for (const method of methods) {
    expect(() => reader.result(method, {})).toThrow(expect.objectContaining({ code: 'invalid-answer' }));
  }
  expect(() => reader.result(layersFigure.method, { layers: [] })).toThrow('inspect/layers');
});
