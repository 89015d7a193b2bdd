import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { DataAccess } from '../../data/definition.ts';
import type { Report, Severity } from '../diagnostic.ts';
import { child, type ObjectNode, type Place } from '../text/node.ts';

const PATH_KEYS = ['path', 'labels', 'testPath', 'testLabels', 'contextPath'] as const;

/** Reports the files of `data` that are not there. Answers whether all of them can be read. */
export async function reportMissingFiles(
  report: Report,
  data: Place<ObjectNode>,
  options: DataAccess & { readonly missingData: Severity },
): Promise<boolean> {
  let complete = true;
  for (const key of PATH_KEYS) {
    const place = child(data, key);
    if (place === null || place.node.kind !== 'string') continue;
    const path = String(place.node.value);
    if (path === '') continue;
    if (!options.trusted && leaves(options.folder, path)) {
      report.add({
        code: 'needs-trust',
        severity: 'warning',
        message: `'${path}' lies outside the spec's folder: it is looked at only in a trusted workspace`,
        span: place.node,
        path: place.path,
      });
      complete = false;
    } else if (!(await exists(options.folder, path))) {
      report.add({
        code: 'missing-data',
        severity: options.missingData,
        message: `file '${path}' not found (looked beside the spec)`,
        span: place.node,
        path: place.path,
      });
      complete = false;
    }
  }
  return complete;
}

/** Absolute, device and network paths, and relative ones that climb out of the folder. */
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
    // Also for paths that no file can have (a zero byte, too long): they are just as absent.
    return false;
  }
}
