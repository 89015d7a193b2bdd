/** What the columns of weighted samples are called. */
import type { ColumnLabel } from '../define-doubt.ts';

/** Nothing else is called so. */
const WEIGHT = /^(sample|importance)[ _.-]?weights?$|^mult(iplicity|iplicities)?$/i;
/** A mass, or a width, may also be called so. */
const AMBIGUOUS = /^(weights?|wt)$|^w$/;
const AMBIGUOUS_TITLE = /^(Weights?|WEIGHTS?|Wt|WT)$/;
/** The names of getdist, Cobaya, dynesty and emcee, also with the part that a term is of: `chi2__CMB`. */
const LOG_DENSITY =
  /^-?((minus|neg(ative)?[ _]?)?(log|ln)[ _]?(post(erior)?|lik(e|elihood)?|l|prob(ability)?|prior)|chi2)(_.*)?$/i;
/** Those of a weight itself, and of the volume that it is a part of. */
const LOG_WEIGHT = /^(log|ln)[ _]?(w|wt|weights?|vol(ume)?)$/i;

/** How sure its name is that a column has weights; null: it is not called so. */
export function weightName(label: ColumnLabel): 'certain' | 'ambiguous' | null {
  const name = String(label);
  if (WEIGHT.test(name)) return 'certain';
  return AMBIGUOUS.test(name) || AMBIGUOUS_TITLE.test(name) ? 'ambiguous' : null;
}

/** What a column of weighted samples has beside its parameters, by its name; null: it may be a parameter. */
export function derivedName(label: ColumnLabel): 'density' | 'weight' | null {
  const name = String(label);
  if (LOG_DENSITY.test(name)) return 'density';
  return LOG_WEIGHT.test(name) ? 'weight' : null;
}
