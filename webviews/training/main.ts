import { startPanel } from '../components/base/start-panel.ts';
import { TrainingPanel } from './training-panel.ts';

startPanel('flowscope-training', TrainingPanel);
