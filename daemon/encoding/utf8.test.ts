import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeUtf8, encodingProblem } from './utf8.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-encoding-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const TEXTS = { spec: '{ "name": "Größe", "x": 1 }\n', table: 'größe,город\n1,2\n3,4\n', short: '{' };

/** UTF-16 and UTF-32, without a byte order mark. */
function wide(text: string, unit: 2 | 4, little: boolean): Uint8Array {
  const codes = unit === 2 ? Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)) : [...text].map(codeOf);
  const bytes = new Uint8Array(unit * codes.length);
  const view = new DataView(bytes.buffer);
  for (const [i, code] of codes.entries()) {
    if (unit === 2) view.setUint16(2 * i, code, little);
    else view.setUint32(4 * i, code, little);
  }
  return bytes;
}
const codeOf = (character: string) => character.codePointAt(0)!;

const CASES = Object.entries(TEXTS).flatMap(([name, text]) =>
  ([2, 4] as const).flatMap((unit) =>
    [true, false].flatMap((little) =>
      ['', '\ufeff'].map((mark) => {
        const encoding = `UTF-${8 * unit}${little ? 'LE' : 'BE'}`;
        return [encoding, mark === '' ? 'without' : 'with', name, text, wide(mark + text, unit, little)] as const;
      }),
    ),
  ),
);

test.each(CASES)('%s %s a mark is named, and the command converts it: %s', (encoding, _mark, name, text, bytes) => {
  const file = join(folder, `${name}'s file`);
  const problem = encodingProblem(bytes, file);
  expect(problem?.message).toBe(`is ${encoding} text, not UTF-8`);
  const [, command] = /(iconv .*) > [^>]*-utf8'\.$/.exec(problem!.hint)!;
  writeFileSync(file, bytes);
  const converted = execFileSync('sh', ['-c', command!]);
  expect(encodingProblem(converted, file)).toBeNull();
  expect(decodeUtf8(converted)).toBe(text);
});

test('UTF-8 with and without a mark is text; the mark is dropped', () => {
  for (const text of Object.values(TEXTS)) {
    for (const mark of ['', '\ufeff']) {
      const bytes = Buffer.from(mark + text);
      expect(encodingProblem(bytes, 'a')).toBeNull();
      expect(decodeUtf8(bytes)).toBe(text);
    }
  }
  expect(encodingProblem(new Uint8Array(), 'a')).toBeNull();
});

test.each([
  ['a,b\n1,2\nJosé,3\n', 3, '0xE9'],
  ['a,b\r\n"x\r\ny",2\r\né\r\n', 4, '0xE9'],
  ['ok ü\rok\rÿ', 3, '0xFF'],
])('Latin-1 is named by line and byte: %j', (text, line, byte) => {
  // Only the last of these letters is not UTF-8.
  const bytes = Buffer.concat([...text].map((c) => Buffer.from(c, c === 'ü' ? 'utf8' : 'latin1')));
  const problem = encodingProblem(bytes, 't.csv')!;
  expect(problem.message).toBe(`is not UTF-8: line ${line} contains the byte ${byte}`);
  expect(problem.hint).toContain('iconv -f WINDOWS-1252 -t UTF-8 t.csv > t-utf8.csv');
});

test.each([
  ['a b/t.csv.gz', "gzip -dc 'a b/t.csv.gz' | iconv -f UTF-16LE -t UTF-8 > 'a b/t-utf8.csv'"],
  ['t.tsv.zst', 'zstd -dc t.tsv.zst | iconv -f UTF-16LE -t UTF-8 > t-utf8.tsv'],
  ['a.b/t', 'iconv -f UTF-16LE -t UTF-8 a.b/t > a.b/t-utf8'],
])('the command decompresses, and keeps the ending of the name: %s', (file, command) => {
  expect(encodingProblem(wide(TEXTS.table, 2, true), file)!.hint).toContain(`or ${command}.`);
});

test('a character that is cut off at the end is not UTF-8', () => {
  expect(encodingProblem(Buffer.from('a\nü').subarray(0, 3), 'x')?.message).toBe(
    'is not UTF-8: line 2 contains the byte 0xC3',
  );
});

test('other bytes are no text', () => {
  expect(encodingProblem(Uint8Array.of(1, 2, 0, 4, 10, 0, 0, 7), 'x')?.message).toMatch(/null bytes/);
  // A few zeros in text mean damage, not an encoding.
  expect(encodingProblem(Buffer.from(`a,b\n${'1,2\n'.repeat(50)}\0`), 'x')?.message).toMatch(/null bytes/);
});
