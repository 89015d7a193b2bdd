/** The words for the figures of a run, by what its model can say about log q(x). */
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { strings as shared } from '../components/strings.ts';
import { strings } from './strings.ts';

export function likelihoodWords({ likelihood }: Pick<RunInfo, 'likelihood'>) {
  return likelihood === 'bound' ? ELBO : NLL;
}

const NLL = {
  heading: strings.likelihood,
  chart: strings.likelihoodChart,
  lossDefinition: strings.trainingLossDefinition,
  validation: shared.validationNll,
  theValidation: shared.theValidationNll,
  validationDefinition: strings.validationNllDefinition,
  best: strings.bestNll,
  theBest: strings.theBestNll,
  bestDefinition: strings.bestNllDefinition,
  floorDefinition: strings.exactFloorDefinition,
} as const;

const ELBO = {
  heading: strings.elbo,
  chart: strings.elboChart,
  lossDefinition: strings.elboLossDefinition,
  validation: strings.validationElbo,
  theValidation: strings.theValidationElbo,
  validationDefinition: strings.validationElboDefinition,
  best: strings.bestElbo,
  theBest: strings.theBestElbo,
  bestDefinition: strings.bestElboDefinition,
  floorDefinition: strings.floorOfElboDefinition,
} as const;
