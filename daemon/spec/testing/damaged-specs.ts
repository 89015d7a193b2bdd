/** Damaged specs: texts and trees made from the examples by random edits, and what must hold for any text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { check } from '../spec-fixture.ts';

export const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
/** Of models that are not flows, and of a flow with a discriminator. */
const MODELS = [
  `{ "model": "vae", "data": { "source": "two-moons" }, "latent": 3,
  "conditioners": { "net": { "type": "mlp", "hidden": [8] } }, "encoder": "net", "decoder": { "type": "resnet" }, "beta": 0.5,
  "prior": { "base": { "type": "logistic" }, "layers": [ { "type": "repeat", "times": 3, "layers": [
    { "type": "affine-coupling", "mask": "alternate", "conditioner": "net" }, { "type": "actnorm" } ] } ] },
  "posterior": { "layers": [ { "type": "affine-autoregressive" }, { "type": "inverse", "layer": { "type": "linear" } } ] } }`,
  `{ "model": "gan", "data": { "source": "rings" }, "latent": 2, "generator": { "type": "mlp" }, "discriminator": "d", "encoder": "d",
  "conditioners": { "d": { "type": "resnet" } }, "loss": "wasserstein-gp", "gradientPenalty": 10, "discriminatorSteps": 5,
  "training": { "discriminatorOptimizer": { "type": "adam" } } }`,
  `{ "data": { "source": "two-moons" }, "layers": [ { "type": "affine-coupling" }, { "type": "affine-coupling" } ],
  "training": { "objective": { "type": "adversarial", "discriminator": { "type": "mlp" }, "likelihoodWeight": 0.1 } } }`,
];

/** The texts of the examples, and of other models. */
export const TEXTS = [
  ...readdirSync(EXAMPLES)
    .filter((name) => name.endsWith('.flow.json'))
    .map((name) => readFileSync(join(EXAMPLES, name), 'utf8')),
  ...MODELS,
];

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '//',
  '/*',
  '\\',
  '-1',
  '1e999',
  'null',
  'true',
  '"layers"',
  '0',
  '"type"',
  '\u0000',
  '🌙',
  '\r',
];
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1,
  1e308,
  'alternate',
  'odd',
  '',
  [],
  [0, 1],
  [1, 1, 1],
  {},
  { type: 'repeat' },
  { type: 'inverse', layer: {} },
  { type: 'multi-scale', levels: 9, layers: [] },
  { type: 'squeeze' },
  { type: 'split' },
  { type: 'flatten' },
  { type: 'tanh' },
  { type: 'permutation', order: [0, 0] },
  'net',
  'vae',
  'gan',
  '2',
  1e9,
  { layers: [{ type: 'actnorm' }] },
  { base: { type: 'normal' } },
  { prior: { layers: [] } },
  '__proto__',
  'constructor',
];
const KEYS = [
  'type',
  'source',
  'layers',
  'layer',
  'times',
  'mask',
  'order',
  'conditioner',
  'shape',
  'path',
  'model',
  'latent',
  'prior',
  'posterior',
  'encoder',
  'discriminator',
  '__proto__',
  'x',
];

/** Deletes, inserts and duplicates pieces of the text. */
const characterEdit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 6 }), fc.constant('')),
});

function editCharacters(text: string, edits: readonly { at: number; cut: number; put: string }[]): string {
  return edits.reduce((now, { at, cut, put }) => {
    const offset = Math.floor(at * now.length);
    return now.slice(0, offset) + put + now.slice(offset + cut);
  }, text);
}

/** Replaces, removes, renames or wraps a value somewhere in the tree. */
const structuralEdit = fc.record({
  at: fc.nat(200),
  kind: fc.constantFrom('replace', 'remove', 'rename', 'double', 'wrap'),
  value: fc.constantFrom(...VALUES),
  key: fc.constantFrom(...KEYS),
});

type StructuralEdit = typeof structuralEdit extends fc.Arbitrary<infer T> ? T : never;

function editStructure(root: unknown, { at, kind, value, key }: StructuralEdit): unknown {
  const copy: unknown = structuredClone(root);
  const slots: { owner: Record<string, unknown>; key: string }[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      slots.push({ owner: node as Record<string, unknown>, key: name });
      visit((node as Record<string, unknown>)[name]);
    }
  };
  visit(copy);
  const slot = slots[at % Math.max(1, slots.length)];
  if (!slot) return value;
  const old = slot.owner[slot.key];
  if (kind === 'replace') slot.owner[slot.key] = value;
  else if (kind === 'remove') delete slot.owner[slot.key];
  else if (kind === 'wrap') slot.owner[slot.key] = [old];
  else if (kind === 'double' && Array.isArray(slot.owner)) slot.owner.push(structuredClone(old));
  else Object.defineProperty(slot.owner, key, { value: old, enumerable: true, configurable: true, writable: true });
  return copy;
}

function plainValue(text: string): unknown {
  // The examples are valid, so removing comments leaves JSON.
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/\s{2,}\/\/.*$/gm, ''));
}

/** Checks that the result is a plan, or an error with a position and a message. */
export async function survives(text: string): Promise<void> {
  const { plan, diagnostics } = await check(text);
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  // There may be neither plan nor error only if data are missing and nothing tells their shape.
  const unknownData = diagnostics.some(({ code }) => code === 'missing-data');
  expect(plan !== null).toBe(!isWrong && (plan !== null || !unknownData));
  for (const { range, message } of diagnostics) {
    expect(message.length).toBeGreaterThan(0);
    expect(message.length).toBeLessThan(2000);
    const { start, end } = range;
    expect(start.line < end.line || (start.line === end.line && start.character <= end.character)).toBe(true);
  }
}

const damagedCharacters = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(characterEdit, { minLength: 1, maxLength: 5 }))
  .map(([text, edits]) => editCharacters(text, edits));

const damagedStructure = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(structuralEdit, { minLength: 1, maxLength: 4 }))
  .map(
    ([text, edits]) =>
      JSON.stringify(edits.reduce<unknown>((value, edit) => editStructure(value, edit), plainValue(text))) ?? '',
  );

/** The generator of the texts, and its seed. */
export const DAMAGES: readonly {
  readonly what: string;
  readonly texts: fc.Arbitrary<string>;
  readonly seed: number;
}[] = [
  { what: 'damaged characters', texts: damagedCharacters, seed: 1 },
  { what: 'damaged structure', texts: damagedStructure, seed: 2 },
  { what: 'arbitrary JSON or arbitrary text', texts: fc.oneof(fc.json(), fc.string()), seed: 3 },
];

/** The first `count` texts of a seed. */
export async function fuzz({ texts, seed }: (typeof DAMAGES)[number], count: number): Promise<void> {
  await fc.assert(fc.asyncProperty(texts, survives), { numRuns: count, seed });
}
