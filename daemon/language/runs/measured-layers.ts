import type { LayerFact } from '../run-facts.ts';

/** The result of inspecting each layer of the newest checkpoint. */
export type MeasureLayers = (runDir: string) => Promise<readonly LayerFact[]>;

/** Maximum number of runs whose measurements are kept. */
const MOST = 64;

/**
 * Measures runs that are not training, once for each state, in the background.
 * @param changed called after a measurement
 * @returns the measurements of a run in a state: null until they exist, and if they cannot be made
 */
export function measuredLayers(
  measure: MeasureLayers,
  changed: (runDir: string) => void,
): (runDir: string, state: string) => readonly LayerFact[] | null {
  const known = new Map<string, { readonly state: string; readonly layers: readonly LayerFact[] | null }>();
  return (runDir, state) => {
    const before = known.get(runDir);
    if (before?.state === state) return before.layers;
    known.delete(runDir);
    known.set(runDir, { state, layers: null });
    if (known.size > MOST) known.delete(known.keys().next().value!);
    measure(runDir).then(
      (layers) => {
        if (known.get(runDir)?.state !== state) return;
        known.set(runDir, { state, layers });
        changed(runDir);
      },
      // The data are missing or may not be read, or there is no checkpoint: hints show what training recorded.
      () => {},
    );
    return null;
  };
}
