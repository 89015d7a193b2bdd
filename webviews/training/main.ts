import { startPanel } from '../components/start-panel.ts';
import { TrainingPanel } from './training-panel.ts';

startPanel('flowscope-training', TrainingPanel);
