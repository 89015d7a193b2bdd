import { expect, test } from 'vitest';
import * as z from 'zod';
import { declaredSummary } from '../declared-summary.ts';
import type { DataConfig } from '../definition.ts';
import { loadDataset, summarizeData } from '../load-dataset.ts';
import { FILE_KEYS } from './file-keys.ts';
import { sourceDefinitions } from './registry.ts';

const ACCESS = { folder: '/', trusted: false };
/** Keys without a default. */
const NEEDED: Readonly<Record<string, object>> = {
  csv: { path: 'no.csv' },
  parquet: { path: 'no.parquet' },
  arrow: { path: 'no.arrow' },
  npy: { path: 'no.npy' },
  idx: { path: 'no-ubyte' },
  cifar: { path: 'no' },
  images: { path: 'no', size: [8, 8] },
};

test('the sources of the spec language, each once', () => {
  expect(sourceDefinitions.map((definition) => definition.type).sort()).toEqual(
    [
      'two-moons eight-gaussians checkerboard rings circles two-spirals swiss-roll pinwheel',
      'csv parquet arrow npy idx cifar images try-on',
    ]
      .flatMap((names) => names.split(' '))
      .sort(),
  );
});

test.each(sourceDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s: every key has a description, unknown keys are errors, defaults parse to themselves',
  async (type, definition) => {
    const json = z.toJSONSchema(definition.schema, { io: 'input' });
    for (const [key, schema] of Object.entries(json.properties ?? {})) {
      expect(schema, key).toMatchObject({ description: expect.stringMatching(/.{10,}/) });
    }
    expect(json.additionalProperties).toBe(false);
    const config = definition.schema.parse(NEEDED[type] ?? {});
    expect(definition.schema.parse(config)).toEqual(config);
    expect(definition.schema.safeParse({ ...NEEDED[type], nonsense: 1 }).success).toBe(false);
    const full: DataConfig = { ...config, source: type, seed: 0, limit: 500 };
    if (definition.load === null) {
      await expect(loadDataset(full, ACCESS)).rejects.toMatchObject({ code: 'not-available' });
      await expect(summarizeData(full, ACCESS)).rejects.toMatchObject({ code: 'not-available' });
    } else if (type in NEEDED) {
      await expect(loadDataset(full, ACCESS)).rejects.toMatchObject({ code: 'missing-data' });
      await expect(summarizeData(full, ACCESS)).rejects.toMatchObject({ code: 'missing-data' });
    } else {
      const dataset = await loadDataset(full, ACCESS);
      expect(dataset.summary).toEqual(await summarizeData(full, ACCESS));
      expect([dataset.train.count, dataset.validation.count, dataset.test.count]).toEqual([500, 500, 500]);
      expect(dataset.density).not.toBeNull();
    }
  },
);

test('keys that name files are known as such: links, completion, missing files and outputs ask for them', () => {
  const found = sourceDefinitions.flatMap(({ schema }) => {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
    return Object.entries(properties).flatMap(([key, property]) =>
      typeof property === 'object' && property.description?.endsWith('relative to the spec.') ? [key] : [],
    );
  });
  expect([...new Set(found)].sort()).toEqual([...FILE_KEYS].sort());
});

test('split must leave rows to train on', () => {
  const { schema } = sourceDefinitions.find((definition) => definition.type === 'csv')!;
  const parse = (split: object) => schema.safeParse({ path: 'x', split }).success;
  expect(parse({ validation: 0.5 })).toBe(true);
  expect(parse({ validation: 0.5, test: 0.5 })).toBe(false);
  expect(parse({ validation: -0.1 })).toBe(false);
  expect(parse({ validation: 0.95, test: 0 })).toBe(false);
});

test('a declared shape replaces a file', () => {
  expect(declaredSummary({})).toBeNull();
  expect(declaredSummary({ shape: [3], contextSize: 2 })).toMatchObject({
    shape: [3],
    context: { size: 2 },
    bits: null,
  });
  expect(declaredSummary({ shape: [28, 28, 1], bits: 5 })).toMatchObject({ range: { low: 0, high: 31 }, bits: 5 });
});

test('an unknown source names the known ones', async () => {
  await expect(loadDataset({ source: 'two-suns', seed: 0, limit: null }, ACCESS)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('two-moons'),
  });
});
