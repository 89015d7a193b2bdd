import { startPanel } from '../components/start-panel.ts';
import { LayersPanel } from './layers-panel.ts';

startPanel('flowscope-layers', LayersPanel);
