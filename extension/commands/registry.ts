import { editNote, renameRun } from './annotate-run.ts';
import { compareRuns } from './compare-runs.ts';
import { compareSpec } from './compare-spec.ts';
import { pause, resume, stop } from './control-run.ts';
import { enterDaemonToken, restart, showBackends, showLog } from './daemon.ts';
import type { CommandDefinition } from './definition.ts';
import { deleteRun } from './delete-run.ts';
import { exportOnnx } from './export-onnx.ts';
import { exportReport } from './export-report.ts';
import { newComparison } from './new-comparison.ts';
import { newFlow } from './new-flow.ts';
import { newFlowFromData } from './new-flow-from-data.ts';
import { openGuide } from './open-guide.ts';
import { keepPreview, preview } from './preview.ts';
import { exploreLatent, inspectLayers, openRun, showDensity, showEvaluation, showSamples } from './show-panel.ts';
import { train } from './train.ts';
import { trainAgain } from './train-again.ts';
import { verify } from './verify.ts';

/** In the order of package.json: after a change run `npm run contributions`. */
export const COMMANDS: readonly CommandDefinition[] = [
  newFlow,
  newFlowFromData,
  newComparison,
  train,
  preview,
  keepPreview,
  pause,
  resume,
  trainAgain,
  stop,
  openRun,
  inspectLayers,
  exploreLatent,
  showSamples,
  showDensity,
  showEvaluation,
  verify,
  compareRuns,
  compareSpec,
  exportOnnx,
  renameRun,
  editNote,
  exportReport,
  deleteRun,
  restart,
  showLog,
  showBackends,
  openGuide,
  enterDaemonToken,
];
