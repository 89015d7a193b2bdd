import { startPanel } from '../components/base/start-panel.ts';
import { LayersPanel } from './layers-panel.ts';

startPanel('flowscope-layers', LayersPanel);
