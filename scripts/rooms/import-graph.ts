/** Which room imports which, from the sources, and what is wrong with that. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { LEAVES, type Room } from './rooms.ts';

/** One import of a file of another room. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** The importing file. */
  readonly file: string;
  readonly imported: string;
}

/** Static and dynamic imports and re-exports of relative paths, types included. */
const IMPORT = /(?:\bfrom|\bimport\(?)\s*'(\.[^']+)'/g;

/** @throws Error for a file that belongs to no room */
export function arrowsOf(rooms: readonly Room[], root: string): readonly Arrow[] {
  const roomOf = (path: string) => {
    const found = rooms.find(({ folder }) => path.startsWith(`${folder}/`));
    return found === undefined ? null : found.folder;
  };
  const folders = [...new Set(rooms.map(({ folder }) => folder.split('/')[0]!))];
  const files = folders.flatMap((folder) => sources(root, folder));
  return files.flatMap((file) => {
    const from = roomOf(file);
    if (from === null) throw new Error(`${file} is in no room: add one to scripts/rooms/rooms.ts or move the file`);
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(IMPORT)].flatMap(([, path]) => {
      const imported = normalize(join(dirname(file), path!));
      const to = roomOf(imported);
      return to === null || to === from ? [] : [{ from, to, file, imported }];
    });
  });
}

/** The files of a folder, without tests and their fixtures, which may import and name anything. */
export function sources(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(root, path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** What the rooms' own list gets wrong: an arrow upwards, or a room that is not there. */
export function problemsOfRooms(rooms: readonly Room[]): readonly string[] {
  const place = new Map(rooms.map(({ folder }, i) => [folder, i]));
  return rooms.flatMap(({ folder, imports }, i) =>
    imports.flatMap((other) => {
      const at = place.get(other);
      if (at === undefined) return [`${folder} names ${other}, which is no room`];
      return at < i ? [] : [`${folder} may not import ${other}, which is not below it`];
    }),
  );
}

/** Imports that a room may not have, with the file, and rooms that it must not reach. */
export function problemsOfArrows(
  rooms: readonly Room[],
  never: readonly { readonly from: string; readonly to: string; readonly because: string }[],
  arrows: readonly Arrow[],
): readonly string[] {
  const allowed = new Map(rooms.map(({ folder, imports }) => [folder, new Set(imports)]));
  const forbidden = arrows.filter(({ from, to }) => !allowed.get(from)!.has(to));
  const unused = rooms.flatMap(({ folder, imports }) =>
    imports
      .filter((other) => !LEAVES.includes(other) && !arrows.some(({ from, to }) => from === folder && to === other))
      .map((other) => `${folder} may import ${other} and does not: remove it from scripts/rooms/rooms.ts`),
  );
  const reached = never
    .filter(({ from, to }) => reach(from, arrows).has(to))
    .map(({ from, to, because }) => `${from} reaches ${to}: ${because}`);
  return [
    ...forbidden.map(({ file, imported, from, to }) => `${file} imports ${imported}: ${from} may not import ${to}`),
    ...unused,
    ...reached,
  ];
}

/** Imports between the parts of a room that must not know each other: its folders, other than those they share. */
export function problemsOfParts(
  { folder, shared }: { readonly folder: string; readonly shared: readonly string[] },
  root: string,
): readonly string[] {
  const partOf = (path: string) => {
    const [name, ...rest] = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/') : [];
    return name === undefined || rest.length === 0 || shared.includes(name) ? null : name;
  };
  return sources(root, folder).flatMap((file) => {
    const from = partOf(file);
    const inShared = from === null && file.slice(folder.length + 1).includes('/');
    return [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].flatMap(([, path]) => {
      const imported = normalize(join(dirname(file), path!));
      const to = partOf(imported);
      if (to === null || to === from || (from === null && !inShared)) return [];
      return [`${file} imports ${imported}: move what both need to a shared folder of ${folder}`];
    });
  });
}

function reach(from: string, arrows: readonly Arrow[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (room: string) => {
    for (const { to } of arrows.filter((arrow) => arrow.from === room)) {
      if (found.has(to)) continue;
      found.add(to);
      visit(to);
    }
  };
  visit(from);
  return found;
}

/** One line for each room: what it imports, with the number of imports. */
export function graphText(rooms: readonly Room[], arrows: readonly Arrow[]): string {
  const width = Math.max(...rooms.map(({ folder }) => folder.length));
  return rooms
    .map(({ folder, imports }) => {
      const counts = imports.flatMap((other) => {
        const count = arrows.filter(({ from, to }) => from === folder && to === other).length;
        return count === 0 ? [] : [`${other.replace('daemon/', '')} ${count}`];
      });
      return `${folder.padEnd(width)}  ${counts.length === 0 ? '–' : counts.join(', ')}`;
    })
    .join('\n');
}

/** The table of rooms in docs/architecture.md. */
export function roomsTable(rooms: readonly Room[]): string {
  const short = (folder: string) => `\`${folder.replace('daemon/', '')}\``;
  const leaves = rooms.filter(({ folder }) => LEAVES.includes(folder)).map(({ folder }) => folder);
  const imported = ({ imports }: Room) => {
    const all = leaves.every((leaf) => imports.includes(leaf));
    const named = imports.filter((folder) => !all || !LEAVES.includes(folder)).map(short);
    return [...(all ? ['the leaves'] : []), ...named].join(', ') || '–';
  };
  return [
    '| room | holds | may import |',
    '|---|---|---|',
    ...rooms.map((room) => `| \`${room.folder}\` | ${room.holds} | ${imported(room)} |`),
  ].join('\n');
}
