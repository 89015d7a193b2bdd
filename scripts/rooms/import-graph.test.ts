import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { arrowsOf, problemsOfArrows, problemsOfParts, problemsOfRooms, roomsTable } from './import-graph.ts';
import { FIGURES_APART, NEVER, ROOMS, type Room } from './rooms.ts';
import { typeNames, typeNamesIn } from './type-names.ts';

const root = mkdtempSync(join(tmpdir(), 'flowscope-rooms-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const room = (folder: string, ...imports: readonly string[]): Room => ({ folder, holds: '', imports });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
write('code/low/a.ts', `import type { B } from '../high/b.ts';\nexport { c } from './c.ts';\n`);
write('code/low/c.ts', 'export const c = 1;\n');
write('code/low/a.test.ts', `import '../top/d.ts';\n`);
write('code/low/testing/fixture.ts', `import '../../top/d.ts';\n`);
write('code/high/b.ts', `import { c } from '../low/c.ts';\nexport type B = typeof c;\n`);
write('code/top/d.ts', `const late = () => import('../high/b.ts');\nexport { late };\n`);

const LOW = room('code/low');
const HIGH = room('code/high', 'code/low');
const TOP = room('code/top', 'code/high');

test('types, re-exports and late imports count; tests and fixtures do not', () => {
  const arrows = arrowsOf([LOW, HIGH, TOP], root);
  expect(arrows.map(({ file, imported }) => `${file} → ${imported}`).sort()).toEqual([
    'code/high/b.ts → code/low/c.ts',
    'code/low/a.ts → code/high/b.ts',
    'code/top/d.ts → code/high/b.ts',
  ]);
});

test('an arrow upwards is named with its file, and cannot be allowed', () => {
  const arrows = arrowsOf([LOW, HIGH, TOP], root);
  expect(problemsOfArrows([LOW, HIGH, TOP], [], arrows)).toEqual([
    'code/low/a.ts imports code/high/b.ts: code/low may not import code/high',
  ]);
  expect(problemsOfRooms([room('code/low', 'code/high'), HIGH])).toEqual([
    'code/low may not import code/high, which is not below it',
  ]);
});

test('a room that must not be reached is found behind others, and what is allowed for nothing is named', () => {
  const rooms = [room('code/low'), HIGH, room('code/top', 'code/low', 'code/high')];
  const arrows = arrowsOf(rooms, root).filter(({ from }) => from !== 'code/low');
  expect(problemsOfArrows(rooms, [{ from: 'code/top', to: 'code/low', because: 'a reason' }], arrows)).toEqual([
    'code/top may import code/low and does not: remove it from scripts/rooms/rooms.ts',
    'code/top reaches code/low: a reason',
  ]);
});

test('a file outside of every room is refused', () => {
  expect(() => arrowsOf([LOW, HIGH], root)).toThrow('code/top/d.ts is in no room');
});

test('the parts of a room import what they share, and not each other', () => {
  write('parts/table.ts', "import './one/a.ts';\nimport './two/b.ts';\n");
  write('parts/one/a.ts', "import '../shared/s.ts';\nimport '../two/b.ts';\n");
  write('parts/two/b.ts', "import './c.ts';\n");
  write('parts/two/c.ts', 'export const c = 1;\n');
  write('parts/shared/s.ts', "import '../two/c.ts';\n");
  expect(problemsOfParts({ folder: 'parts', shared: ['shared'] }, root)).toEqual([
    'parts/one/a.ts imports parts/two/b.ts: move what both need to a shared folder of parts',
    'parts/shared/s.ts imports parts/two/c.ts: move what both need to a shared folder of parts',
  ]);
});

test('the name of a layer is found in code, not in comments or in longer texts', () => {
  const text = "// 'actnorm'\nif (type === 'affine-coupling') a('the actnorm'); // 'logit'\n/** 'mlp' */";
  expect(typeNamesIn('daemon/inspection/a.ts', text)).toEqual(["daemon/inspection/a.ts:2 names 'affine-coupling'"]);
  expect(typeNamesIn('daemon/flow/a.ts', text)).toEqual([]);
});

test('the code itself', () => {
  const checkout = fileURLToPath(new URL('../..', import.meta.url));
  const arrows = arrowsOf(ROOMS, checkout);
  expect(arrows.length).toBeGreaterThan(1000);
  expect([...problemsOfRooms(ROOMS), ...problemsOfArrows(ROOMS, NEVER, arrows)]).toEqual([]);
  expect(problemsOfParts(FIGURES_APART, checkout)).toEqual([]);
  expect(typeNames(ROOMS, checkout)).toEqual([]);
});

test('the table of rooms in the documentation', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/architecture.md', import.meta.url)), 'utf8');
  expect(page).toContain(roomsTable(ROOMS));
});
