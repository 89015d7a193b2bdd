/**
 * Casts that switch the type checker off: data from a file, a socket or another process must be parsed instead. Only the
 * files in the list below may have one, each for its reason.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from './import-graph.ts';

const FOLDERS = ['daemon', 'extension', 'protocol', 'webviews'];

/** A comment matches first, so that its words are no cast. The formatter may wrap a cast. */
const COMMENT_OR_CAST =
  /^\s*(?:\/\/|\*|\/\*).*|(?<cast>\bas\s+(?:never|any)\b|\bas\s+unknown\s+as\b|\bJSON\.parse\([^;]*?\)\s*as\b|\.json\(\)\s*\)?\s*as\b)/gm;

/** Why a file may have such a cast. */
export const ALLOWED: Readonly<Record<string, string>> = {
  'daemon/data/sources/define-source.ts': 'widens a definition for the registry',
  'daemon/flow/bases/define-base.ts': 'widens a definition for the registry',
  'daemon/flow/bijections/define-layer.ts': 'widens a definition for the registry',
  'daemon/flow/conditioners/define-conditioner.ts': 'widens a definition for the registry',
  'daemon/tensor/tensor.ts': 'widens an op for the graph: only its own methods read its attributes',
  'daemon/runtime/wire/write-wire.ts': 'takes the attributes of an op whose type the graph has widened',
  'daemon/runtime/onnx/emitter.ts': 'takes the lowering of an op whose attributes the graph has widened',
  'daemon/runtime/tensorflow/graph-program.ts': 'takes the kernel of an op whose attributes the graph has widened',
  'daemon/flow/bijections/layer-keys.ts': 'the resolver replaced the name of the mask, so the schema has another type',
  'daemon/worker/frame-channel.ts': 'a documented method that the types of Node lack',
};

/** Casts in files that may not have one, and files in the list that have none. */
export function casts(root: string): readonly string[] {
  const files = FOLDERS.flatMap((folder) => sources(root, folder));
  const found = files.flatMap((file) => castsIn(file, readFileSync(join(root, file), 'utf8')));
  const named = new Set(found.map(({ file }) => file));
  return [
    ...found
      .filter(({ file }) => !Object.hasOwn(ALLOWED, file))
      .map(({ file, line, text }) => `${file}:${line} has the cast '${text}': parse the value instead`),
    ...Object.keys(ALLOWED)
      .filter((file) => !named.has(file))
      .map((file) => `${file} has no cast any more: remove it from scripts/rooms/casts.ts`),
  ];
}

interface Cast {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export function castsIn(file: string, text: string): readonly Cast[] {
  return [...text.matchAll(COMMENT_OR_CAST)].flatMap(({ 0: found, groups, index }) =>
    groups!.cast === undefined
      ? []
      : [{ file, line: text.slice(0, index).split('\n').length, text: found.replace(/\s+/g, ' ') }],
  );
}
