import { startPanel } from '../components/base/start-panel.ts';
import { LatentPanel } from './latent-panel.ts';

startPanel('flowscope-latent', LatentPanel);
