import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { generateJsonSchema } from './generate-schema.ts';
import { alternatives, type JsonSchema } from './schema/json-schema.ts';
import { check, vectorSpec, withCode } from './spec-fixture.ts';
import { toValue } from './text/node.ts';
import { parseSpec } from './text/parse.ts';

const schema = generateJsonSchema();
// An independent JSON Schema parser that does not know the zod schemas from which this one was generated.
const reader = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

function names(definition: string, key: string): readonly unknown[] {
  return alternatives(schema.$defs![definition]!).map((option) => option.properties![key]!.const);
}

test('the schema accepts every example', () => {
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.flow.json'));
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const { root } = parseSpec(readFileSync(join(EXAMPLES, file), 'utf8'));
    expect(reader.safeParse(toValue(root!)).error?.issues, file).toBeUndefined();
  }
});

test('the schema refuses what the language refuses', () => {
  const data = { source: 'two-moons' };
  const layers = [{ type: 'actnorm' }];
  const accepts = (value: unknown) => reader.safeParse(value).success;
  expect(accepts({ data, layers })).toBe(true);
  expect(accepts({ layers })).toBe(false);
  expect(accepts({ data, layers: [] })).toBe(false);
  expect(accepts({ data, layers: [{ type: 'actnorm', epsilom: 1 }] })).toBe(false);
  expect(accepts({ data, layers: [{ type: 'repeat', times: 0, layers }] })).toBe(false);
  expect(accepts({ data, layers: [{ type: 'repeat', times: 2, layers: [{ type: 'nothing' }] }] })).toBe(false);
  expect(accepts({ data, layers, training: { steps: 0 } })).toBe(false);
  expect(accepts({ data, layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hiden: [3] } }] })).toBe(
    false,
  );
  expect(accepts({ data, layers: [{ type: 'affine-coupling', conditioner: 'net' }] })).toBe(true);
});

/** More may be added. */
function expectAll(found: readonly unknown[], used: ReadonlySet<string>): void {
  expect([...used].filter((name) => !found.includes(name))).toEqual([]);
}

test('every name that specs use is there', async () => {
  expectAll(
    names('layer', 'type'),
    new Set(
      `affine-coupling additive-coupling spline-coupling mixture-cdf-coupling affine-autoregressive spline-autoregressive
       permutation linear conv1x1 actnorm batchnorm affine logit sigmoid tanh exp softplus flatten leaky-relu spline squeeze
       split planar radial sylvester dequantize repeat inverse multi-scale residual continuous`.split(/\s+/),
    ),
  );
  expectAll(
    names('base', 'type'),
    new Set('normal logistic diagonal-normal full-normal mixture uniform student-t conditional-normal'.split(' ')),
  );
  expectAll(names('conditioner', 'type'), new Set('mlp resnet masked-mlp convnet conv-resnet'.split(' ')));
  expectAll(
    names('data', 'source'),
    new Set(
      `two-moons eight-gaussians checkerboard rings circles two-spirals swiss-roll pinwheel csv npy idx cifar images`.split(
        /\s+/,
      ),
    ),
  );
  for (const type of names('layer', 'type')) {
    expect(withCode((await check(vectorSpec(4, `{ "type": "${type}" }`))).diagnostics, 'unknown-type')).toEqual([]);
  }
});

test('every key has a description, for hovers', () => {
  const bare: string[] = [];
  const visit = (at: JsonSchema, path: string): void => {
    for (const [key, property] of Object.entries(at.properties ?? {})) {
      const isReference = property.$ref !== undefined || property.const !== undefined;
      if (property.description === undefined && !isReference) bare.push(`${path}.${key}`);
      visit(property, `${path}.${key}`);
    }
    for (const option of at.anyOf ?? []) visit(option, path);
    for (const [name, definition] of Object.entries(at.$defs ?? {})) visit(definition, name);
  };
  visit(schema, '');
  expect(bare).toEqual([]);
});
