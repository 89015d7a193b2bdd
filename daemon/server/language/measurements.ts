/** Connects the language server, which needs layer measurements, with the inspection service, which starts later. */
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';

export interface Measurements {
  readonly measure: MeasureLayers;
  provide(measure: MeasureLayers): void;
}

export function createMeasurements(): Measurements {
  const provider = Promise.withResolvers<MeasureLayers>();
  return {
    measure: async (runDir) => (await provider.promise)(runDir),
    provide: provider.resolve,
  };
}
