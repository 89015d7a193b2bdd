import { runInThisContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { hostMessage } from '../../protocol/panel/panel-messages.ts';
import { PANEL_METHODS } from '../../protocol/panel/panel-methods.ts';
import { previewSnapshot } from '../../protocol/panel/preview-messages.ts';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';

type Schemas = Readonly<Record<string, Pick<z.ZodMiniType, 'safeParse' | 'parse'>>>;

/** Everything that panels read. */
const SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = {
  hostMessage,
  previewSnapshot,
  ...Object.fromEntries([...PANEL_METHODS.values()].map(({ name, result }) => [name, result])),
};

let small: Schemas;

/** The same schemas, as the bundle of a panel has them. */
beforeAll(async () => {
  const contents = `
    import { hostMessage } from '../../protocol/panel/panel-messages.ts';
    import { PANEL_METHODS } from '../../protocol/panel/panel-methods.ts';
    import { previewSnapshot } from '../../protocol/panel/preview-messages.ts';
    const results = [...PANEL_METHODS.values()].map(({ name, result }) => [name, result]);
    export const schemas = { hostMessage, previewSnapshot, ...Object.fromEntries(results) };`;
  const stdin = { contents, resolveDir: import.meta.dirname };
  const options = { ...WEBVIEW_OPTIONS, format: 'iife', globalName: 'bundle', write: false } as const;
  const { outputFiles } = await build({ ...options, stdin });
  small = runInThisContext(`${outputFiles[0]!.text}; bundle.schemas`);
});

/** Some are as long as the keys of a view may be, in characters. */
const KEYS = fc.oneof(fc.string(), fc.string({ minLength: 63, maxLength: 66 }), fc.constant('😀'.repeat(40)));

/** Values that fit a schema, most of them: further checks are left out. */
function valuesOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const keys = Object.keys(def.shape);
      const requiredKeys = keys.filter((key) => def.shape[key]!._zod.optin === undefined);
      return fc.record(Object.fromEntries(keys.map((key) => [key, valuesOf(def.shape[key]!)])), { requiredKeys });
    }
    case 'array':
      return fc.array(valuesOf(def.element), { maxLength: 3 });
    case 'tuple':
      return fc.tuple(...def.items.map(valuesOf));
    case 'record':
      return fc.dictionary(KEYS, valuesOf(def.valueType), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'union':
      return fc.oneof(...def.options.map(valuesOf));
    case 'nullable':
    case 'optional':
      return fc.oneof(fc.constant(def.type === 'nullable' ? null : undefined), valuesOf(def.innerType));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'string':
      return 'format' in def
        ? fc
            .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
            .map((date) => date.toISOString())
        : fc.string();
    case 'number':
      return 'format' in def ? fc.nat() : fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'custom':
      return fc.constant(new ArrayBuffer(8));
    case 'lazy':
      return fc.jsonValue({ maxDepth: 2 });
    case 'unknown':
      return fc.anything();
    default:
      throw new Error(`no values for ${def.type}`);
  }
}

const JUNK: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'best', [], {}, -1, 0, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY),
  fc.constantFrom('2026-02-28T23:59:59Z', '2026-02-30T00:00:00Z', '2028-02-29T00:00:00.25Z', '2026-01-01T24:00:00Z'),
  fc.constantFrom('2026-01-01', '2026-01-01T00:00:00+01:00', '2026-13-01T00:00:00Z', 'x'.repeat(5000), '😀'.repeat(40)),
  fc.anything(),
);

interface Edit {
  /** Which part of the value, counted in depth. */
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add';
  readonly junk: unknown;
}

/** The value with one of its parts replaced, removed, or joined by another. */
function edited(value: unknown, { at, kind, junk }: Edit): unknown {
  const places: [holder: Record<PropertyKey, unknown>, key: PropertyKey][] = [];
  const copy = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null || part instanceof ArrayBuffer) return part;
    const made = (Array.isArray(part) ? [...part] : { ...part }) as Record<PropertyKey, unknown>;
    for (const key of Object.keys(made)) {
      made[key] = copy(made[key]);
      places.push([made, key]);
    }
    return made;
  };
  const made = copy(value);
  if (places.length === 0) return junk;
  const [holder, key] = places[at % places.length]!;
  if (kind === 'replace') holder[key] = junk;
  else if (kind === 'add') holder[Array.isArray(holder) ? holder.length : 'more'] = junk;
  else if (Array.isArray(holder)) holder.pop();
  else delete holder[key];
  return made;
}

const EDITS = fc.record({ at: fc.nat(), kind: fc.constantFrom('replace', 'remove', 'add'), junk: JUNK } as const);

describe.each(Object.entries(SCHEMAS))('%s', (name, schema) => {
  test('reads the same values in a panel as with zod', () => {
    let fitting = 0;
    let unfit = 0;
    const check = (value: unknown) => {
      const expected = schema.safeParse(value);
      const found = small[name]!.safeParse(value);
      expect(found.success).toBe(expected.success);
      if (expected.success) expect(found.data).toEqual(expected.data);
      if (expected.success) fitting++;
      else unfit++;
    };
    const values = fc.tuple(valuesOf(schema), fc.array(EDITS, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(values, ([value, edits]) => {
        check(value);
        for (const edit of edits) check(edited(value, edit));
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(Math.min(fitting, unfit)).toBeGreaterThan(50);
  });
});

test('an error says where the value does not fit', () => {
  const failure = { type: 'failure', id: 1, cancelled: false, code: 'gone', message: 3, hint: null };
  expect(() => small.hostMessage!.parse(failure)).toThrow('unexpected value: message.message');
  expect(() => small['run/series']!.parse({ from: 0, to: 1, buckets: 1, seq: 0, series: [{ key: 1 }] })).toThrow(
    'unexpected value: message.series.0.key',
  );
});
