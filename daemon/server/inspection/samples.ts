import { inspectSamples } from '../../../protocol/rpc/inspect-methods.ts';
import type { Handler } from '../handler.ts';
import { type Inspection, inspectionHandler } from './inspection.ts';

export function samplesHandler(inspection: Inspection): Handler {
  return inspectionHandler(inspection, inspectSamples);
}
