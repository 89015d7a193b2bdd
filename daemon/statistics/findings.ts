/** Everything that is wrong in the layers of a flow, in the order in which it is reported. Also runs in browsers. */
import { type FindingRow, type FindingSite, type LayerFinding, layerFindings } from './layer-findings.ts';
import { type SumFinding, type SummedUp, sumFindings } from './sum-findings.ts';

export type Finding =
  | { readonly about: 'sum'; readonly finding: SumFinding }
  | { readonly about: 'layers'; readonly finding: LayerFinding };

/**
 * Causes come before what may follow from them: latents that do not follow the base may do so because of a layer, and the
 * advice for the layer is the one that helps.
 * @param since from `worseSince` of the run
 */
export function findings(
  found: SummedUp & { readonly layers: readonly FindingRow[] },
  site: FindingSite,
  since: number | null,
): readonly Finding[] {
  const sums = sumFindings(found, since).map((finding) => ({ about: 'sum', finding }) as const);
  const mayFollow = ({ finding }: { readonly finding: SumFinding }) =>
    finding.kind === 'mismatch' || finding.kind === 'mismatch-held-out';
  return [
    ...sums.filter((each) => !mayFollow(each)),
    ...layerFindings(found.layers, site).map((finding) => ({ about: 'layers', finding }) as const),
    ...sums.filter(mayFollow),
  ];
}
