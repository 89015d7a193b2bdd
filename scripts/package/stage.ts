/** Lays out the files of the package under .cache/package/. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIGITS_FILES } from '../../daemon/templates/digits.ts';
import { type Manifest, packagedManifest } from './manifest.ts';
import { runtimeFolder, stageRuntime, type Target } from './runtime.ts';
import { selfContained } from './self-contained.ts';

export interface Staged {
  readonly folder: string;
  readonly version: string;
}

/** @throws Error if something is missing: the build, the target's runtime, a page */
export async function stage(target: Target): Promise<Staged> {
  const folder = join('.cache', 'package', target);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const manifest = packagedManifest(JSON.parse(await readFile('package.json', 'utf8')) as Manifest);
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const page of ['README.md', 'CHANGELOG.md']) {
    await writeFile(join(folder, page), selfContained(await readFile(page, 'utf8')));
  }
  const texts = (await readdir('.')).filter((name) => /^package\.nls(\.[\w-]+)?\.json$/.test(name));
  // New Comparison copies them beside its specs.
  const data = DIGITS_FILES.map((name) => join('examples', name));
  for (const path of ['LICENSE', '.vscodeignore', ...texts, ...data, 'l10n', join('extension', 'resources')]) {
    await cp(path, join(folder, path), { recursive: true });
  }
  const dist = join(folder, 'dist');
  await cp('dist', dist, { recursive: true, filter: (path) => !path.endsWith('.map') });
  await stageRuntime(runtimeFolder(dist), target);
  return { folder, version: manifest.version };
}
