import { startPanel } from '../components/start-panel.ts';
import { DensityPanel } from './density-panel.ts';

startPanel('flowscope-density', DensityPanel);
