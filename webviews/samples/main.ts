import { startPanel } from '../components/base/start-panel.ts';
import { SamplesPanel } from './samples-panel.ts';

startPanel('flowscope-samples', SamplesPanel);
