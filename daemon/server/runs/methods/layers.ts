import { runLayers } from '../../../../protocol/rpc/run-methods.ts';
import { readLayerHistory } from '../../../runs/curves/layer-history.ts';
import { createHandler, type Handler } from '../../handler.ts';
import { LIMITS } from '../../limits.ts';
import type { RunService } from '../run-service.ts';

export function layersHandler(service: RunService): Handler {
  return createHandler(runLayers, async ({ run }, { session, signal }) => {
    const { paths } = await service.find(run, session);
    const { steps, base, layers, width } = await readLayerHistory(paths.layers, LIMITS.arrayBytes);
    signal.throwIfAborted();
    const shape = [steps.length];
    return {
      steps: session.offer({ dtype: 'int32', shape, values: steps }, signal),
      base: session.offer({ dtype: 'float32', shape, values: base }, signal),
      layers: session.offer({ dtype: 'float32', shape: [steps.length, width], values: layers }, signal),
    };
  });
}
