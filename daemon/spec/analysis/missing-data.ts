import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { DataAccess } from '../../data/definition.ts';
import { type DataFileKey, FILE_KEYS } from '../../data/sources/file-keys.ts';
import type { ProposedFix, Report, Severity } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { child, type ObjectNode, type Place } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { suggest } from '../text/suggest.ts';

/** Reports missing files of `data`, and missing folders for the keys `folders`. Returns whether all files can be read. */
export async function reportMissingFiles(
  report: Report,
  data: Place<ObjectNode>,
  folders: readonly DataFileKey[],
  options: Pick<DataAccess, 'folder' | 'trusted'> & { readonly missingData: Severity },
): Promise<boolean> {
  let complete = true;
  for (const key of FILE_KEYS) {
    const place = child(data, key);
    if (place === null || place.node.kind !== 'string') continue;
    const path = String(place.node.value);
    if (path === '') continue;
    if (!options.trusted && leaves(options.folder, path)) {
      report.add({
        code: 'needs-trust',
        severity: 'warning',
        message: `'${cut(path)}' is outside the folder of the spec: it is read only in a trusted workspace`,
        span: place.node,
        path: place.path,
      });
      complete = false;
    } else if (!(await exists(options.folder, path))) {
      report.add({
        code: 'missing-data',
        severity: options.missingData,
        message: `${folders.includes(key) ? 'folder' : 'file'} '${cut(path)}' not found (looked beside the spec)`,
        span: place.node,
        path: place.path,
        fixes: [await nearFile(options, path, place.node)],
      });
      complete = false;
    }
  }
  return complete;
}

/**
 * The file in the same folder that was probably meant. In an untrusted session folders are not listed, because a link
 * may lead out.
 */
async function nearFile(
  { folder, trusted }: Pick<DataAccess, 'folder' | 'trusted'>,
  path: string,
  span: Span,
): Promise<ProposedFix | null> {
  if (!trusted) return null;
  const written = path.replace(/[\\/]+$/, '');
  const name = suggest(basename(written), await namesIn(resolve(folder, dirname(written))));
  // A link to a file that is missing is listed, too.
  if (name === null || name === basename(written)) return null;
  const near = written.slice(0, written.length - basename(written).length) + name;
  return fix(`Change to '${near}'`, replace(span, JSON.stringify(near)));
}

/** No system has longer paths. */
function cut(path: string): string {
  return path.length <= 4096 ? path : `${path.slice(0, 4096)}…`;
}

/** Further names of a folder are ignored. */
const MAX_NAMES = 2000;

async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (names.push(name) === MAX_NAMES) break;
    }
  } catch {
    // The folder does not exist, so there are no candidates.
  }
  return names;
}

/** Absolute, device and network paths, and relative ones that leave the folder. */
function leaves(folder: string, path: string): boolean {
  if (isAbsolute(path) || /^([A-Za-z]:|[\\/]{2})/.test(path)) return true;
  const within = relative(folder, resolve(folder, path));
  return within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within);
}

async function exists(folder: string, path: string): Promise<boolean> {
  try {
    await stat(resolve(folder, path));
    return true;
  } catch {
    // Also for paths that no file can have (a null byte, too long), which count as missing.
    return false;
  }
}
