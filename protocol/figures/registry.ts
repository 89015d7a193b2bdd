/** The figures, in the order of the documentation. */

import { conditionalFigure } from './conditional.ts';
import { couplingFigure } from './coupling.ts';
import type { FigureDefinition } from './define-figure.ts';
import { densityFigure } from './density.ts';
import { elboFigure } from './elbo.ts';
import { evaluateFigure } from './evaluate.ts';
import { exportFigure } from './export.ts';
import type { FigureName } from './figure-names.ts';
import { interpolateFigure } from './interpolate.ts';
import { latentsFigure } from './latents.ts';
import { layersFigure } from './layers.ts';
import { levelsFigure } from './levels.ts';
import { probeFigure } from './probe.ts';
import { samplesFigure } from './samples.ts';
import { traversalFigure } from './traversal.ts';
import { verifyFigure } from './verify.ts';
import { yardsticksFigure } from './yardsticks.ts';

export const FIGURES = {
  layers: layersFigure,
  elbo: elboFigure,
  coupling: couplingFigure,
  traversal: traversalFigure,
  interpolate: interpolateFigure,
  levels: levelsFigure,
  samples: samplesFigure,
  density: densityFigure,
  conditional: conditionalFigure,
  latents: latentsFigure,
  probe: probeFigure,
  verify: verifyFigure,
  yardsticks: yardsticksFigure,
  evaluate: evaluateFigure,
  export: exportFigure,
} as const satisfies { readonly [N in FigureName]: FigureDefinition<N> };
