import { startPanel } from '../components/start-panel.ts';
import { LatentPanel } from './latent-panel.ts';

startPanel('flowscope-latent', LatentPanel);
