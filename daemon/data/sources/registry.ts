import type { SourceDefinition } from '../definition.ts';
import { cifar } from './cifar/cifar-source.ts';
import { arrow } from './columnar/arrow-source.ts';
import { parquet } from './columnar/parquet-source.ts';
import { csv } from './csv/csv-source.ts';
import { idx } from './idx/idx-source.ts';
import { images } from './images/images-source.ts';
import { npy } from './npy/npy-source.ts';
import { checkerboard } from './toy/checkerboard.ts';
import { circles } from './toy/circles.ts';
import { eightGaussians } from './toy/eight-gaussians.ts';
import { pinwheel } from './toy/pinwheel.ts';
import { rings } from './toy/rings.ts';
import { swissRoll } from './toy/swiss-roll.ts';
import { twoMoons } from './toy/two-moons.ts';
import { twoSpirals } from './toy/two-spirals.ts';
import { tryOn } from './try-on/try-on-source.ts';

/** Every data source of the spec language, in the order of the reference page. */
export const sourceDefinitions: readonly SourceDefinition[] = [
  twoMoons,
  eightGaussians,
  checkerboard,
  rings,
  circles,
  twoSpirals,
  swissRoll,
  pinwheel,
  csv,
  parquet,
  arrow,
  npy,
  idx,
  cifar,
  images,
  tryOn,
];
