/** What the text of a message advises to do with the spec, as specs that follow the advice. */
import type { Diagnostic } from '../diagnostic.ts';

type Json = Record<string, unknown>;

export interface Advice {
  /** The words that say so. */
  readonly words: string;
  /** The spec after it. */
  readonly spec: Json;
}

/** A way to say something, with what it changes in a copy of the spec. Returns false if it is not for this spec. */
interface Form {
  readonly pattern: RegExp;
  readonly follow: (spec: Json, groups: readonly string[], path: string) => boolean;
  /** No shorter form takes these words, also if they are not for this spec. */
  readonly only?: true;
}

/** Keys outside of `data` that advice about data names. */
const OUTSIDE: ReadonlySet<string> = new Set(['base', 'backend', 'device', 'name']);

const FORMS: readonly Form[] = [
  // `by adding "a", "b" to "exclude" and set "shape": [2]`
  {
    pattern: /\bby adding ((?:(?:"(?:[^"\\]|\\.)*"|\d+)(?:, )?)+) to "exclude"((?: and set "\w+": (?:\[.*?\]|\w+))*)/g,
    follow(spec, [labels, sizes]) {
      const data = section(spec, 'data');
      if (data === null || data.columns !== undefined) return false;
      data.exclude = [...(Array.isArray(data.exclude) ? data.exclude : []), ...list(labels!)];
      return also(data, sizes!);
    },
  },
  // `add {"column":"a","step":0.1} to "dequantize"`, `move "a" from "columns": add "a" to "context"`
  {
    pattern:
      /(?:\bmove ("[^:]*) from "columns": )?\b[Aa]dd ((?:\{[^}]*\}|"(?:[^"\\]|\\.)*"|\d+)(?:, (?:\{[^}]*\}|"(?:[^"\\]|\\.)*"|\d+))*) to "(dequantize|context)"((?: and set "\w+": (?:\[.*?\]|\w+))*)/g,
    only: true,
    follow(spec, [moved, entries, key, sizes]) {
      const data = section(spec, 'data');
      const before = data?.[key!];
      // A list would have to name those that have noise now.
      if (data === null || before === true || isObject(before)) return false;
      data[key!] = [...(Array.isArray(before) ? before : []), ...list(entries!)];
      if (moved !== undefined) for (const label of list(moved)) withoutItem(spec, String(label), 'columns');
      return also(data, sizes!);
    },
  },
  // `set "bounds": [0, 1] of column a in "columns"`. Without the list, all columns would
  // have to be known.
  {
    only: true,
    pattern:
      /\b[Ss]et "(\w+)"(?:: ((?:(?! set ).)+?))?(?: instead of "(\w+)")? of (?:column )?(\S+|these columns) in "columns"/g,
    follow(spec, [key, value, other, name]) {
      const data = section(spec, 'data');
      const items = data?.columns;
      const label = /^x\d+$/.test(name!) && data?.source === 'npy' ? Number(name!.slice(1)) : name;
      if (data === null || value === undefined || !Array.isArray(items)) return false;
      data.columns = items.map((item: unknown) => {
        if (isObject(item) && item.name === label) {
          const kept = Object.entries(item).filter(([own]) => own !== other);
          return { ...Object.fromEntries(kept), [key!]: json(value) };
        }
        return item === label ? { name: item, [key!]: json(value) } : item;
      });
      return true;
    },
  },
  // `remove "period" of column phi in "columns"`
  {
    pattern: /\b[Rr]emove "(\w+)" of column (\S+) in "columns"/g,
    follow(spec, [key, name]) {
      const data = section(spec, 'data');
      const items = data?.columns;
      if (data === null || !Array.isArray(items)) return false;
      const isNamed = (item: unknown): item is Json =>
        isObject(item) && (item.name === name || `x${item.name}` === name);
      for (const item of items) if (isNamed(item)) delete item[key!];
      return true;
    },
  },
  // `leave it out of "columns"`
  {
    pattern: /[Cc]olumn ([^\s:]+):? .* [Ll]eave it out of "(\w+)"(?: and set((?:(?!, or).)*))?/g,
    follow(spec, [name, list, size]) {
      const data = section(spec, 'data');
      if (data !== null && size !== undefined) also(data, ` and${size}`);
      return withoutItem(spec, name!, list!);
    },
  },
  // `set "missing": "drop"`, `Set "batchSize": 120 in "training"`
  {
    pattern: /\b[Ss]et "(\w+)": /g,
    follow(spec, [key, rest], path) {
      const value = leadingJson(rest!);
      const named = /^ in "(\w+)"/.exec(rest!.slice(value.length))?.[1];
      const where = named ?? (OUTSIDE.has(key!) ? '' : parentOf(path));
      // A key of one of the condition images.
      const target = key === 'complement' ? findKey(spec, 'crop') : at(spec, where);
      if (target === null) return false;
      target[key!] = json(value);
      const other = /^ instead of "(\w+)"/.exec(rest!.slice(value.length))?.[1];
      if (other !== undefined) delete target[other];
      return also(target, rest!.slice(value.length));
    },
  },
  // `set "downsample" to 2 or 4`
  {
    pattern: /\bset "(\w+)" to (\d+)/g,
    follow(spec, [key, value]) {
      const found = findKey(spec, key!);
      if (found === null) return false;
      found[key!] = Number(value);
      return true;
    },
  },
  // `leave the column out with "exclude": ["a"]`
  {
    pattern: /\bwith "exclude": /g,
    follow(spec, [rest]) {
      const data = section(spec, 'data');
      if (data === null) return false;
      const value = leadingJson(rest!);
      data.exclude = json(value);
      return also(data, rest!.slice(value.length));
    },
  },
  // `add "a" to "exclude"`
  {
    pattern: /\badd ("(?:[^"\\]|\\.)*"|\d+) to "exclude"/g,
    follow(spec, [label]) {
      const data = section(spec, 'data');
      if (data === null || data.columns !== undefined) return false;
      data.exclude = [...(Array.isArray(data.exclude) ? data.exclude : []), json(label!)];
      return true;
    },
  },
  // `remove "a" from "columns"`
  {
    pattern: /\bremove ("(?:[^"\\]|\\.)*"|\d+) from "(\w+)"/g,
    follow(spec, [label, list]) {
      const data = section(spec, 'data');
      const items = data?.[list!];
      if (data === null || !Array.isArray(items)) return false;
      const own = json(label!);
      data[list!] = items.filter((item: unknown) => item !== own && !(isObject(item) && item.name === own));
      return true;
    },
  },
  // `uses and excludes the column a (remove it from "exclude" or from "columns")`
  {
    pattern: /column (\S+) \(remove it from "(\w+)"/g,
    follow: (spec, [name, list]) => withoutItem(spec, name!, list!),
  },
  // `(remove "columns")`, `leave "array" out`
  {
    pattern: /\b(?:[Rr]emove|leave) "(\w+)"(?: out)?(?=[),])/g,
    follow(spec, [key], path) {
      const target = at(spec, parentOf(path));
      if (target === null || !(key! in target)) return false;
      delete target[key!];
      return true;
    },
  },
  // `use it "as": "category"`
  {
    pattern: /column (\w+): .*use it "as": "category"/g,
    follow(spec, [name]) {
      const context = section(spec, 'data')?.context;
      if (!Array.isArray(context)) return false;
      for (const entry of context) if (isObject(entry) && entry.column === name) entry.as = 'category';
      return true;
    },
  },
  // `Begin the layers with { "type": "dequantize" }`
  {
    pattern: /\bBegin the layers with /g,
    follow(spec, [rest]) {
      if (!Array.isArray(spec.layers)) return false;
      spec.layers.unshift(json(leadingJson(rest!)));
      return true;
    },
  },
  // `use the elementwise layer "spline" for 1-D data`
  {
    pattern: /\buse the elementwise layer ("\w+")/g,
    follow: (spec, [type], path) => replaceLayer(spec, path, { type: json(type!) }),
  },
  // `batchSize must be a whole number ≤ 80, …: set "batchSize" in "training"`
  {
    pattern: /must be a whole number ≤ (\d+),.*\bset "(\w+)" in "(\w+)"/g,
    follow(spec, [most, key, named]) {
      const target = at(spec, named!);
      if (target !== null) target[key!] = Number(most);
      return target !== null;
    },
  },
  // `use the elementwise { "type": "spline" } on 1-D data`
  {
    pattern: /\buse the elementwise (?=\{)/g,
    follow: (spec, [rest], path) => replaceLayer(spec, path, json(leadingJson(rest!))),
  },
];

/** Specs that follow the advice of a message. Each is a change of the spec by itself. */
export function adviceOf(text: string, { message, path }: Pick<Diagnostic, 'message' | 'path'>): readonly Advice[] {
  let taken = message;
  return FORMS.flatMap(({ pattern, follow, only = false }) =>
    [...taken.matchAll(pattern)].flatMap((match) => {
      const spec: Json = JSON.parse(text);
      const end = match.index + match[0].length;
      const followed = follow(spec, [...match.slice(1), message.slice(end)], path);
      if (!followed && !only) return [];
      // Shorter forms match the same words.
      taken = taken.slice(0, match.index) + '\0'.repeat(match[0].length) + taken.slice(end);
      return followed ? [{ words: message.slice(match.index, end + 40), spec }] : [];
    }),
  );
}

function replaceLayer(spec: Json, path: string, layer: unknown): boolean {
  const index = /^layers\[(\d+)\]/.exec(path)?.[1];
  if (index === undefined || !Array.isArray(spec.layers)) return false;
  spec.layers[Number(index)] = layer;
  return true;
}

/** ` and "shape": [2] and "contextSize": 3` */
function also(target: Json, rest: string): boolean {
  const key = /^ and (?:set )?"(\w+)": /.exec(rest);
  if (key === null) return true;
  const after = rest.slice(key[0].length);
  const value = leadingJson(after);
  target[key[1]!] = json(value);
  return also(target, after.slice(value.length));
}

function withoutItem(spec: Json, name: string, list: string): boolean {
  const data = section(spec, 'data');
  const items = data?.[list];
  if (data === null || !Array.isArray(items)) return false;
  data[list] = items.filter(
    (item: unknown) => item !== name && !(isObject(item) && (item.name ?? item.column) === name),
  );
  return true;
}

function list(items: string): readonly unknown[] {
  return JSON.parse(`[${items}]`) as unknown[];
}

function json(text: string): unknown {
  return JSON.parse(text);
}

/** The JSON value at the beginning of a text. */
function leadingJson(text: string): string {
  for (let end = text.length; end > 0; end--) {
    try {
      JSON.parse(text.slice(0, end));
      return text.slice(0, end).trimEnd();
    } catch {
      // A shorter text may be one.
    }
  }
  throw new Error(`no value: ${text}`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function section(spec: Json, key: string): Json | null {
  const found = spec[key];
  return isObject(found) ? found : null;
}

/** `data` of `data.path`, `layers[0]` of `layers[0].mask`. */
function parentOf(path: string): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : path;
}

/** The object at a path; creates a missing section. */
function at(spec: Json, path: string): Json | null {
  if (path === '') return spec;
  if (path === 'training') spec.training ??= {};
  let found: unknown = spec;
  for (const step of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    found = Array.isArray(found) ? found[Number(step)] : isObject(found) ? found[step] : undefined;
  }
  return isObject(found) ? found : null;
}

/** The first object with this key, anywhere. */
function findKey(value: unknown, key: string): Json | null {
  if (typeof value !== 'object' || value === null) return null;
  if (isObject(value) && key in value) return value;
  for (const inner of Object.values(value)) {
    const found = findKey(inner, key);
    if (found !== null) return found;
  }
  return null;
}
