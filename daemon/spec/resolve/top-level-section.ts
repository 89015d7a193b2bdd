import { isAvailable } from '../../../protocol/backends.ts';
import type { Report } from '../diagnostic.ts';
import type { Plan } from '../plan.ts';
import { checkObject } from '../schema/check-object.ts';
import { SECTIONS, topLevelSchema } from '../schema/top-level-schema.ts';
import { child, type ObjectNode, type Place } from '../text/node.ts';
import { reportNotAvailable } from './named-type.ts';

/** Checks the outermost object's own keys. */
export function readTopLevel(
  report: Report,
  root: Place<ObjectNode>,
  fileStem: string,
): { readonly name: string; readonly backend: Plan['backend'] } {
  const checked = checkObject(report, root, { schema: topLevelSchema, subject: 'a spec', handled: SECTIONS });
  const { name, backend } = checked ?? topLevelSchema.parse({});
  const written = child(root, 'backend');
  if (written && !isAvailable(backend)) {
    reportNotAvailable(report, 'backend', backend, written.node, written.path, '"auto"');
  }
  return { name: name ?? nameOf(fileStem), backend };
}

/** A name from the file name, which may contain characters that a name may not. */
function nameOf(fileStem: string): string {
  const name = fileStem.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
  return name === '' ? 'flow' : name;
}
