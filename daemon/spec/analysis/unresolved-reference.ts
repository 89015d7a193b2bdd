import { cut } from '../../errors/cut.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { Place } from '../text/node.ts';
import { suggest } from '../text/suggest.ts';

/** Names that a wrong one is compared with, and those that its message lists. */
const MOST_COMPARED = 100;
const MOST_LISTED = 30;

/** Reports a conditioner name that `conditioners` does not define. Returns the probably intended name, or null. */
export function reportUnresolved(
  report: Report,
  place: Place,
  name: string,
  defined: readonly string[],
  types: readonly string[],
): string | null {
  const meant = report.full ? null : suggest(name, defined.slice(0, MOST_COMPARED));
  const fixes: ProposedFix[] = [];
  if (meant !== null) fixes.push(fix(`Change to '${meant}'`, replace(place.node, JSON.stringify(meant))));
  if (types.includes(name)) {
    fixes.push(fix(`Use a ${name} with default keys`, replace(place.node, `{ "type": ${JSON.stringify(name)} }`)));
  }
  report.add({
    code: 'unresolved-reference',
    severity: 'error',
    message: `no conditioner is named '${cut(name)}'; ${adviceFor(name, meant, defined, types)}`,
    span: place.node,
    path: place.path,
    fixes,
  });
  return meant;
}

function adviceFor(name: string, meant: string | null, defined: readonly string[], types: readonly string[]): string {
  if (meant !== null) return `did you mean '${meant}'?`;
  if (types.includes(name)) return `'${name}' is a type: write { "type": "${name}" }`;
  if (defined.length > 0) {
    const more = defined.length > MOST_LISTED ? `, … (${defined.length} in all)` : '';
    return `"conditioners" defines ${defined
      .slice(0, MOST_LISTED)
      .map((own) => cut(own))
      .join(', ')}${more}`;
  }
  return 'define it in "conditioners"';
}
