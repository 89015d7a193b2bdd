import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Report } from '../diagnostic.ts';
import type { Sites } from '../text/sites.ts';
import type { CoordinateFates } from './coordinates.ts';
import { couplingRemedy } from './coupling-fixes.ts';

/** If there are more coordinates than this, the message has their number instead of a list. */
const LISTED = 8;

/**
 * `never-transformed` and `never-seen`, shown at the first coupling's mask.
 * @param unchanged what it means that a dimension is not transformed
 */
export function reportCoordinates(
  report: Report,
  fates: CoordinateFates,
  layers: readonly FlatLayer[],
  sites: Sites,
  unchanged = 'the latent would keep a copy of the data',
): void {
  // Without any interaction, the flow is meant to treat each dimension separately (or there is only one).
  const first =
    layers.find((layer) => 'mask' in layer.layer.config) ?? layers.find((layer) => 'order' in layer.layer.config);
  if (!fates.interacts || !first) return;
  const { span, path } = sites.keySpan(first.path, 'mask');
  const { advice, fixes } = couplingRemedy(report.document.text, layers, sites);
  const { untouched, unseen } = fates;
  if (untouched.length > 0) {
    report.add({
      code: 'never-transformed',
      severity: 'warning',
      message: `${named(untouched, 'pass', 'passes')} every coupling unchanged: ${unchanged}. ${advice}`,
      span,
      path,
      fixes,
    });
  }
  if (unseen.length > 0) {
    const verb = named(unseen, 'are', 'is');
    const them = unseen.length === 1 ? 'it' : 'them';
    report.add({
      code: 'never-seen',
      severity: 'warning',
      message: `${verb} transformed but no conditioner ever sees ${them}: the flow cannot model how the others depend on ${them}. ${advice}`,
      span,
      path,
      fixes,
    });
  }
}

function named(coordinates: readonly number[], plural: string, singular: string): string {
  if (coordinates.length === 1) return `dimension ${coordinates[0]} ${singular}`;
  const shown = coordinates.slice(0, LISTED).join(', ');
  const more = coordinates.length > LISTED ? ` and ${coordinates.length - LISTED} more` : '';
  return `dimensions ${shown}${more} ${plural}`;
}
