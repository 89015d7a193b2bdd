export type Manifest = Readonly<Record<string, unknown>> & { readonly version: string };

/** What is about the checkout and not about the extension. */
const DROPPED = new Set([
  'private',
  'bin',
  'scripts',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'allowScripts',
]);

/** The extension's manifest, of the checkout's package.json. */
export function packagedManifest(manifest: Manifest): Manifest {
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !DROPPED.has(key))) as Manifest;
}
