/** The daemon's services for inspections and previews, with the bundled workers. */
import {
  createInspectionService,
  type InspectionService,
  type InspectionServiceOptions,
} from '../../daemon/server/inspection/inspection-service.ts';
import { folderLocator } from '../../daemon/server/inspection/run-locator.ts';
import { checkHere } from '../../daemon/server/language/testing/check-here.ts';
import {
  createPreviewService,
  type PreviewService,
  type PreviewServiceOptions,
} from '../../daemon/server/preview/preview-service.ts';
import { INSPECTION_WORKER, PREVIEW_WORKER } from './trained-run.ts';

const common = { check: checkHere, log: () => {} };

export function inspectionService(times?: InspectionServiceOptions['times']): InspectionService {
  return createInspectionService({ ...common, script: INSPECTION_WORKER, locator: folderLocator(), times });
}

export function previewService(times?: PreviewServiceOptions['times']): PreviewService {
  return createPreviewService({ ...common, script: PREVIEW_WORKER, times });
}
