/** Texts that are made to be slow to check, or to have large results. */
const DATA = '"data":{"source":"csv","path":"x.csv","shape":[4],"contextSize":0}';
const whole = (rest: string) => `{${DATA},"layers":[{"type":"actnorm"}]${rest}}`;

/** The piece so often that the text has about `bytes`. */
const fill = (piece: string, bytes: number, join = '') =>
  Array.from({ length: Math.floor(bytes / (piece.length + join.length)) }, () => piece).join(join);

const numbered = (piece: (index: number) => string, bytes: number, join = ',') =>
  Array.from({ length: Math.floor(bytes / (piece(100_000).length + join.length)) }, (_, i) => piece(i)).join(join);

/** By what they attack; `bytes` is the size that they are made for. */
export const MAKERS = {
  'repeated keys': (bytes) => `{${fill('"k":0', bytes, ',')}}`,
  'repeated keys that are known': (bytes) => whole(`,"training":{${fill('"steps":5', bytes, ',')}}`),
  'repeated data': (bytes) => `{${fill(DATA, bytes, ',')}}`,
  'repeated names of conditioners': (bytes) => whole(`,"conditioners":{${fill('"n":{"type":"mlp"}', bytes, ',')}}`),
  'unknown keys': (bytes) => `{${numbered((i) => `"layerz${i}":0`, bytes)}}`,
  'unknown keys of a layer': (bytes) =>
    `{${DATA},"layers":[{"type":"affine-coupling",${numbered((i) => `"maks${i}":0`, bytes)}}]}`,
  'unknown keys of data': (bytes) => `{"data":{"source":"csv",${numbered((i) => `"pth${i}":0`, bytes)}},"layers":[]}`,
  'layers of a prior': (bytes) =>
    `{"model":"vae","latent":64,"prior":{"layers":[${fill('{"type":"affine-coupling"}', bytes, ',')}]}}`,
  'priors in priors': (bytes) => '{"prior":'.repeat(bytes / 9),
  'repeated priors': (bytes) => `{"model":"vae",${fill('"prior":{"layers":[{"type":"actnorm"}]}', bytes, ',')}}`,
  'long keys': (bytes) => `{${numbered((i) => `"${'k'.repeat(2000)}${i}":0`, bytes)}}`,
  'one long key': (bytes) => `{"${'k'.repeat(bytes)}":0}`,
  'one long text': (bytes) => `{${DATA},"name":"${'x'.repeat(bytes)}"}`,
  'one long type': (bytes) => `{${DATA},"layers":[{"type":"${'x'.repeat(bytes)}"}]}`,
  'one long path': (bytes) => `{"data":{"source":"csv","path":"${'x/'.repeat(bytes / 2)}"},"layers":[]}`,
  escapes: (bytes) => `{"name":"${'\\u0041'.repeat(bytes / 6)}"}`,
  'wrong escapes': (bytes) => `{"name":"${'\\x'.repeat(bytes / 2)}"}`,
  'incomplete escapes': (bytes) => `{"name":"${'\\u00'.repeat(bytes / 4)}"}`,
  'control characters in a text': (bytes) => `{"name":"${'\u0001'.repeat(bytes)}"}`,
  'unclosed texts': (bytes) => `{\n${fill('"a": "b,\n', bytes)}}`,
  'one unclosed text': (bytes) => `{"a": "${'b,}]'.repeat(bytes / 4)}`,
  'single quotes': (bytes) => `{${fill("'a':'b'", bytes, ',')}}`,
  'unclosed single quotes': (bytes) => fill("'a\n", bytes),
  'one single quote in a long line': (bytes) => `{"a": '${'b'.repeat(bytes)}`,
  'brackets in a row': (bytes) => '['.repeat(bytes),
  'brackets without end': (bytes) => '[{"a": ['.repeat(bytes / 8),
  'nested objects': (bytes) => '{"layers":['.repeat(bytes / 11),
  'nested as deep as allowed': (bytes) => `[${fill(`${'['.repeat(60)}${']'.repeat(60)}`, bytes, ',')}]`,
  'nested beyond the limit on every line': (bytes) => fill(`${'['.repeat(70)}${']'.repeat(70)}\n`, bytes),
  'closing brackets': (bytes) => ']'.repeat(bytes),
  'wrong brackets': (bytes) => `{"a":${fill('[}', bytes)}`,
  commas: (bytes) => `[${','.repeat(bytes)}]`,
  colons: (bytes) => `{${':'.repeat(bytes)}}`,
  'words instead of values': (bytes) => `[${fill('nul', bytes, ',')}]`,
  'words without commas': (bytes) => `{${fill('a b', bytes, ' ')}}`,
  'words as keys': (bytes) => `{${fill('a: 1', bytes, ',')}}`,
  'words as keys without a colon': (bytes) => `{${fill('a', bytes, '\n')}}`,
  'one long number with a letter': (bytes) => `{"a": +${'9'.repeat(bytes)}x}`,
  'one unclosed text full of commas': (bytes) => `{"a": "${','.repeat(bytes / 2)} b${','.repeat(bytes / 2)}`,
  'unclosed texts full of commas': (bytes) => fill(`"${','.repeat(1100)}b\n`, bytes),
  'wrong brackets, as many as are read': () => `{"a":${'[}'.repeat(39_000)}`,
  'errors in front of blanks': (bytes) => `{${fill('a b', bytes / 2, ' ')}}${' '.repeat(bytes / 2)}`,
  'a long key with unknown keys inside': (bytes) =>
    whole(`,"conditioners":{"${'k'.repeat(bytes / 2)}":{"type":"mlp",${numbered((i) => `"a${i}":0`, bytes / 2)}}}`),
  'wrong widths beside many keys': (bytes) =>
    `{${DATA},"layers":[{"type":"affine-coupling","conditioner":{"type":"mlp","hidden":[${fill('-1', bytes / 2, ',')}],${numbered((i) => `"a${i}":0`, bytes / 2)}}}]}`,
  'many layers beside many keys': (bytes) =>
    `{${DATA},"layers":[${fill('{"type":"affine-autoregressive"}', bytes / 8, ',')}],${numbered((i) => `"a${i}":0`, bytes / 2)}}`,
  'one long word': (bytes) => `{"a": ${'x'.repeat(bytes)}}`,
  'keys without values': (bytes) => `{${fill('"a"', bytes, ',')}}`,
  'keys without commas': (bytes) => `{${fill('"a":1', bytes, ' ')}}`,
  'members in members': (bytes) => `{${fill('"a":', bytes)}}`,
  'blanks behind an error': (bytes) => `{"a" ${' '.repeat(bytes)} 1}`,
  'blanks between errors': (bytes) => `[${fill(`1${' '.repeat(500)}`, bytes)}]`,
  comments: (bytes) => `${fill('// comment\n', bytes)}{}`,
  'comments between members': (bytes) => `{${fill('"a":1,/* b */', bytes)}}`,
  'unclosed comments': (bytes) => `{"a":1}${fill('/* ', bytes)}`,
  slashes: (bytes) => `{"a":${'/'.repeat(bytes)}`,
  'slashes apart': (bytes) => `{"a":${'/ '.repeat(bytes / 2)}`,
  lines: (bytes) => `{${'\n'.repeat(bytes)}}`,
  'lines with CR LF': (bytes) => `{${'\r\n'.repeat(bytes / 2)}}`,
  'one long line': (bytes) => `{${' '.repeat(bytes)}}`,
  'text behind the end': (bytes) => `{} ${fill('x', bytes, ' ')}`,
  'objects behind the end': (bytes) => fill('{}', bytes, ' '),
  'one long number': (bytes) => `{"a": ${'9'.repeat(bytes)}}`,
  'huge numbers': (bytes) => `{${DATA},"layers":[${fill('1e999', bytes, ',')}]}`,
  'wrong numbers': (bytes) => `[${fill('1.e', bytes, ',')}]`,
  'a long mask': (bytes) => `{${DATA},"layers":[{"type":"affine-coupling","mask":[${fill('0', bytes, ',')}]}]}`,
  'a long order': (bytes) => `{${DATA},"layers":[{"type":"permutation","order":[${numbered(String, bytes)}]}]}`,
  'a long order with one number': (bytes) =>
    `{${DATA},"layers":[{"type":"permutation","order":[${fill('0', bytes, ',')}]}]}`,
  'a long list of widths': (bytes) =>
    `{${DATA},"layers":[{"type":"affine-coupling","conditioner":{"type":"mlp","hidden":[${fill('1', bytes, ',')}]}}]}`,
  'a long list of wrong widths': (bytes) =>
    `{${DATA},"layers":[{"type":"affine-coupling","conditioner":{"type":"mlp","hidden":[${fill('-1', bytes, ',')}]}}]}`,
  'many columns': (bytes) =>
    `{"data":{"source":"csv","path":"x.csv","columns":[${numbered((i) => `"c${i}"`, bytes)}]},"layers":[{"type":"actnorm"},{"type":"affine-coupling"}]}`,
  'many contexts': (bytes) =>
    `{"data":{"source":"csv","path":"x.csv","columns":["a","b"],"context":[${numbered((i) => `"c${i}"`, bytes)}]},"layers":[]}`,
  'many conditioners': (bytes) => whole(`,"conditioners":{${numbered((i) => `"n${i}":{"type":"mlp"}`, bytes)}}`),
  'many conditioners that are no objects': (bytes) => whole(`,"conditioners":{${numbered((i) => `"n${i}":0`, bytes)}}`),
  'many uses of many conditioners': (bytes) =>
    `{${DATA},"conditioners":{${numbered((i) => `"n${i}":{"type":"mlp"}`, bytes / 2)}},"layers":[${numbered(
      (i) => `{"type":"affine-coupling","conditioner":"n${i % 1000}"}`,
      bytes / 2,
    )}]}`,
  'many unknown uses of many conditioners': (bytes) =>
    `{${DATA},"conditioners":{${numbered((i) => `"n${i}":{"type":"mlp"}`, bytes / 2)}},"layers":[${numbered(
      (i) => `{"type":"affine-coupling","conditioner":"m${i}xyz"}`,
      bytes / 2,
    )}]}`,
  'uses of many conditioners that are no objects': (bytes) =>
    `{${DATA},"conditioners":{${numbered((i) => `"n${i}":0`, bytes / 2)}},"layers":[${numbered(
      (i) => `{"type":"affine-coupling","conditioner":"m${i}xyz"}`,
      bytes / 2,
    )}]}`,
  'many layers': (bytes) => `{${DATA},"layers":[${fill('{"type":"affine-coupling"}', bytes, ',')}]}`,
  'many empty layers': (bytes) => `{${DATA},"layers":[${fill('{}', bytes, ',')}]}`,
  'many layers of an unknown type': (bytes) =>
    `{${DATA},"layers":[${numbered((i) => `{"type":"affine-cuopling${i}"}`, bytes)}]}`,
  'many layers that are no objects': (bytes) => `{${DATA},"layers":[${fill('0', bytes, ',')}]}`,
  'many layers with a wrong key each': (bytes) =>
    `{${DATA},"layers":[${fill('{"type":"affine-coupling","maks":"even","scaleBoud":2}', bytes, ',')}]}`,
  'many layers of a wrong shape': (bytes) => `{${DATA},"layers":[${fill('{"type":"squeeze"}', bytes, ',')}]}`,
  'many repeats': (bytes) =>
    `{${DATA},"layers":[${fill('{"type":"repeat","times":2,"layers":[{"type":"actnorm"}]}', bytes, ',')}]}`,
  'many inverses': (bytes) =>
    `{${DATA},"layers":[${fill('{"type":"inverse","layers":[{"type":"actnorm"}]}', bytes, ',')}]}`,
  'many models in one': (bytes) => `{${fill('"model":"flow"', bytes, ',')}}`,
  'prototype keys': (bytes) => `{${fill('"__proto__":{"constructor":1}', bytes, ',')}}`,
} as const satisfies Readonly<Record<string, (bytes: number) => string>>;

export type MakerName = keyof typeof MAKERS;
