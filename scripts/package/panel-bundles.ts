/** What a panel may load before it shows anything: checked with what esbuild says of its bundles. */
import type { Metafile } from 'esbuild';

/** Bytes. */
const MAX_PANEL = 250_000;

/** zod's schemas with all of their methods, which no bundler can tell apart: 80 KB more than zod/mini. */
const CLASSIC_ZOD = /[\\/]zod[\\/]v4[\\/]classic[\\/]/;

export function problemsOfPanels({ outputs }: Metafile): readonly string[] {
  return Object.entries(outputs).flatMap(([file, { bytes, inputs }]) => {
    const classic = Object.keys(inputs).find((path) => CLASSIC_ZOD.test(path) && inputs[path]!.bytesInOutput > 0);
    return [
      ...(bytes > MAX_PANEL ? [`${file} has ${bytes} bytes; a panel has at most ${MAX_PANEL}`] : []),
      ...(classic === undefined ? [] : [`${file} has ${classic}; a panel checks messages with zod/mini`]),
    ];
  });
}
