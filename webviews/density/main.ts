import { startPanel } from '../components/base/start-panel.ts';
import { DensityPanel } from './density-panel.ts';

startPanel('flowscope-density', DensityPanel);
