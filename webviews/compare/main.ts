import { startPanel } from '../components/start-panel.ts';
import { ComparePanel } from './compare-panel.ts';

startPanel('flowscope-compare', ComparePanel);
