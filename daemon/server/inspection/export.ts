import { inspectExport } from '../../../protocol/rpc/inspect-methods.ts';
import type { Handler } from '../handler.ts';
import { checkPath } from '../runs/trusted-path.ts';
import { type Inspection, inspectionHandler } from './inspection.ts';

export function exportHandler(inspection: Inspection): Handler {
  return inspectionHandler(inspection, inspectExport, {
    cached: false,
    async check({ path }, { session }) {
      await checkPath(session, path, 'path');
    },
  });
}
