import { startPanel } from '../components/base/start-panel.ts';
import { EvaluationPanel } from './evaluation-panel.ts';

startPanel('flowscope-evaluation', EvaluationPanel);
