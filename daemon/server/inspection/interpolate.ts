import { inspectInterpolate } from '../../../protocol/rpc/inspect-methods.ts';
import type { Handler } from '../handler.ts';
import { type Inspection, inspectionHandler } from './inspection.ts';

export function interpolateHandler(inspection: Inspection): Handler {
  return inspectionHandler(inspection, inspectInterpolate);
}
