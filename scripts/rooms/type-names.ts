/** Types of layers, bases and conditioners that are named in code outside of the room that defines them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseDefinitions } from '../../daemon/flow/bases/registry.ts';
import { layerDefinitions } from '../../daemon/flow/bijections/registry.ts';
import { conditionerDefinitions } from '../../daemon/flow/conditioners/registry.ts';
import { sources } from './import-graph.ts';
import type { Room } from './rooms.ts';

/** Rooms that may name types: the one that defines them, texts of specs, and ops, whose names are others. */
const MAY_NAME = ['daemon/flow/', 'daemon/templates/', 'daemon/tensor/'];

/**
 * Types that are also words for something else: a data split, kinds of noise, a way to interpolate, an op.
 */
const ALSO_WORDS: ReadonlySet<string> = new Set(['split', 'uniform', 'normal', 'linear', 'exp']);

const TYPES: ReadonlySet<string> = new Set(
  [...layerDefinitions, ...baseDefinitions, ...conditionerDefinitions]
    .map(({ type }) => type)
    .filter((type) => !ALSO_WORDS.has(type)),
);

/** Literals, the ones in comments left out. @returns `line: 'type'` of each */
export function typeNamesIn(file: string, text: string): readonly string[] {
  if (MAY_NAME.some((room) => file.startsWith(room))) return [];
  return text.split('\n').flatMap((line, i) => {
    const code = line.replace(/^\s*(\/\/|\/?\*).*/, '').replace(/\s\/\/ .*/, '');
    const found = [...code.matchAll(/'([a-z0-9-]+)'/g)].map(([, literal]) => literal!);
    return found.filter((literal) => TYPES.has(literal)).map((type) => `${file}:${i + 1} names '${type}'`);
  });
}

/** The same in all rooms. */
export function typeNames(rooms: readonly Room[], root: string): readonly string[] {
  const files = new Set(rooms.flatMap(({ folder }) => sources(root, folder)));
  return [...files].flatMap((file) => typeNamesIn(file, readFileSync(join(root, file), 'utf8')));
}
