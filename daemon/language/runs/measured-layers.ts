import type { LayerFact } from '../run-facts.ts';

/** What an inspection of the newest checkpoint says of each layer. */
export type MeasureLayers = (runDir: string) => Promise<readonly LayerFact[]>;

/** Runs whose measurements are kept. */
const MOST = 64;

/**
 * Measurements of runs at rest, each made once, in the background.
 * @param changed is called when one was made
 * @returns what is known of a run in a state: null until it was measured, and where it cannot be
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
      // Its data are gone or may not be read, or it has no checkpoint: the hints say what the training recorded.
      () => {},
    );
    return null;
  };
}
