import { startPanel } from '../components/base/start-panel.ts';
import { ComparePanel } from './compare-panel.ts';

startPanel('flowscope-compare', ComparePanel);
