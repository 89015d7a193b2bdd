import type { LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { Pace } from '../pace.ts';
import type { DataSection } from '../resolve/data-section.ts';
import type { TrainingConfig } from '../schema/training-schema.ts';
import { keyPath } from '../text/node.ts';
import type { Sites } from '../text/sites.ts';

/** Targets whose density is zero somewhere, so that log p̃ would be −∞ at samples of the flow. */
const NOT_POSITIVE = ['checkerboard'];

/** Checks what reverse KL requires of its target and of the layers, which it runs from latent to data. */
export async function checkReverseKl(
  report: Report,
  data: DataSection,
  objective: TrainingConfig['objective'],
  layers: readonly FlatLayer[],
  definitions: ReadonlyMap<string, LayerDefinition>,
  sites: Sites,
  pace: Pace,
): Promise<void> {
  if ((typeof objective === 'string' ? objective : objective.type) !== 'reverse-kl') return;
  // Only toy sources, which are drawn (`samples`), have a density.
  const hasDensity = typeof data.config.samples === 'number';
  if (!hasDensity || NOT_POSITIVE.includes(data.source)) {
    const why = hasDensity ? 'its density is zero outside the squares' : 'it has no known density';
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `reverse-kl needs a known target density that is positive everywhere; ${data.source} cannot be the target: ${why}`,
      span: data.sourceSpan,
      path: keyPath(data.place.path, 'source'),
    });
  }
  for (const layer of layers) {
    if (pace.due()) await pace.pause();
    const kind = definitions.get(layer.type)?.inverse ?? 'closed';
    if (kind === 'closed' || layer.inverted) continue;
    const place = sites.place(layer.path);
    const text = place ? report.document.text.slice(place.node.offset, place.node.offset + place.node.length) : '';
    const wrapped = `{ "type": "inverse", "layer": ${text} }`;
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `reverse-kl samples at every step, and sampling through ${layer.type} is ${kind}: wrap it in "inverse"`,
      span: sites.typeSpan(layer.path),
      path: layer.path,
      fixes: [place ? fix('Wrap in "inverse"', replace(place.node, wrapped)) : null],
    });
  }
}
