import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentLink } from 'vscode-languageserver';
import { FILE_KEYS } from '../../data/sources/file-keys.ts';
import { child, isObjectPlace, type Place } from '../../spec/text/node.ts';
import type { Analysis } from '../analysis/analysis.ts';

/** Links to the data files of a spec that are in its folder or the workspace. No file is opened for them. */
export function documentLinks(
  { parsed, site, tooLarge }: Analysis,
  folders: readonly string[],
): readonly DocumentLink[] {
  const { root, lines } = parsed;
  const place: Place | null = root === null ? null : { node: root, path: '' };
  const { folder } = site;
  if (tooLarge || folder === null || place === null || !isObjectPlace(place)) return [];
  const data = child(place, 'data');
  if (data === null || !isObjectPlace(data)) return [];
  return FILE_KEYS.flatMap((key) => {
    const node = child(data, key)?.node;
    if (node?.kind !== 'string' || node.length < 2) return [];
    const path = String(node.value);
    // Backslashes and colons have other meanings on Windows; a null byte is invalid everywhere.
    if (path === '' || path.includes('\u0000') || /^([A-Za-z]:|[\\/]{2})/.test(path)) return [];
    const target = resolve(folder, path);
    if (![folder, ...folders].some((parent) => lies(target, parent))) return [];
    const range = lines.range({ offset: node.offset + 1, length: node.length - 2 });
    return [{ range, target: pathToFileURL(target).href }];
  });
}

function lies(target: string, folder: string): boolean {
  const within = relative(folder, target);
  return within !== '..' && !within.startsWith(`..${sep}`) && !isAbsolute(within);
}
