/** The script of a report: the panels as in the editor, and a host that answers them from the file. */
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { PanelElement } from '../components/base/panel-element.ts';
import { DensityPanel } from '../density/density-panel.ts';
import { EvaluationPanel } from '../evaluation/evaluation-panel.ts';
import { LatentPanel } from '../latent/latent-panel.ts';
import { LayersPanel } from '../layers/layers-panel.ts';
import { SamplesPanel } from '../samples/samples-panel.ts';
import { TrainingPanel } from '../training/training-panel.ts';
import { followTheme } from '../view/follow-theme.ts';
import { ReportPage } from './report-page.ts';

/** Compare has one run only, and has no place here. */
const PANELS: Readonly<Partial<Record<PanelName, new () => PanelElement>>> = {
  training: TrainingPanel,
  layers: LayersPanel,
  latent: LatentPanel,
  samples: SamplesPanel,
  density: DensityPanel,
  evaluation: EvaluationPanel,
};

followTheme();
for (const [name, element] of Object.entries(PANELS)) customElements.define(`flowscope-${name}`, element);
customElements.define('flowscope-report', ReportPage);
