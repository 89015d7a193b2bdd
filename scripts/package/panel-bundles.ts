/** What a panel may load before it shows anything: checked with what esbuild says of its bundles. */
import type { Metafile } from 'esbuild';

/** Bytes. */
const MAX_PANEL = 250_000;

/** It took 84 KB of each panel, and zod/mini 35: panels have a stand-in (docs/decisions/panels-have-no-zod.md). */
const ZOD = /(^|[\\/])node_modules[\\/]zod[\\/]/;

export function problemsOfPanels({ outputs }: Metafile): readonly string[] {
  return Object.entries(outputs).flatMap(([file, { bytes, inputs }]) => {
    const zod = Object.keys(inputs).find((path) => ZOD.test(path) && inputs[path]!.bytesInOutput > 0);
    return [
      ...(bytes > MAX_PANEL ? [`${file} has ${bytes} bytes; a panel has at most ${MAX_PANEL}`] : []),
      ...(zod === undefined ? [] : [`${file} has ${zod}; panels have webviews/bridge/small-schemas.ts instead`]),
    ];
  });
}
