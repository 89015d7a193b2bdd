import type { Shape } from '../../tensor/tensor.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { FlatLayer } from '../flatten-plan.ts';
import { isAlternating } from '../resolve/masks.ts';
import { child, toValue } from '../text/node.ts';
import type { CoordinateFates } from './coordinates.ts';
import type { Sites } from './sites.ts';

/** More coordinates than this are counted, not listed. */
const LISTED = 8;

/** `never-transformed` and `never-seen`, shown at the first coupling's mask. */
export function reportCoordinates(
  report: Report,
  fates: CoordinateFates,
  layers: readonly FlatLayer[],
  sites: Sites,
): void {
  // Without any interaction the flow is meant to treat each dimension by itself (or there is only one).
  const first =
    layers.find((layer) => 'mask' in layer.layer.config) ?? layers.find((layer) => 'order' in layer.layer.config);
  if (!fates.interacts || !first) return;
  const { span, path } = sites.keySpan(first.path, 'mask');
  const fixes = [alternateMasks(layers, sites)];
  const { untouched, unseen } = fates;
  if (untouched.length > 0) {
    report.add({
      code: 'never-transformed',
      severity: 'warning',
      message: `${named(untouched, 'pass', 'passes')} every coupling unchanged: the latent would keep a copy of the data. Alternate the masks or add a permutation.`,
      span,
      path,
      fixes,
    });
  }
  if (unseen.length > 0) {
    const verb = named(unseen, 'are', 'is');
    report.add({
      code: 'never-seen',
      severity: 'warning',
      message: `${verb} transformed but no conditioner ever sees ${unseen.length === 1 ? 'it' : 'them'}`,
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

/** Every fixed mask becomes its alternating kind. Offered where at least one is fixed and masks are used twice or more. */
function alternateMasks(layers: readonly FlatLayer[], sites: Sites): ProposedFix | null {
  const couplings = layers.filter((layer) => 'mask' in layer.layer.config);
  if (couplings.length < 2) return null;
  const shapes = new Map<string, Shape>(couplings.map((layer) => [layer.path, layer.inputShape]));
  const changes = [...shapes].flatMap(([path, shape]) => {
    const place = sites.place(path);
    const mask = place ? child(place, 'mask') : null;
    if (!mask || mask.node.kind === 'array' || isAlternating(String(toValue(mask.node)))) return [];
    return [replace(mask.node, JSON.stringify(alternatingFor(String(toValue(mask.node)), shape)))];
  });
  return changes.length > 0 ? fix('Alternate the masks', ...changes) : null;
}

function alternatingFor(mask: string, shape: Shape): string {
  if (mask.endsWith('-half')) return 'alternate-halves';
  return shape.length === 3 && mask.startsWith('channel') ? 'alternate-channels' : 'alternate';
}
