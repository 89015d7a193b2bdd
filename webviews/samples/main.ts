import { startPanel } from '../components/start-panel.ts';
import { SamplesPanel } from './samples-panel.ts';

startPanel('flowscope-samples', SamplesPanel);
