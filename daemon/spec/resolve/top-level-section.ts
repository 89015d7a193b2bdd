import { isAvailable } from '../../../protocol/backends.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { checkObject } from '../schema/check-object.ts';
import { type ModelVocabulary, sectionsOf } from '../schema/top-level-schema.ts';
import { child, findMember, keyPath, type ObjectNode, type Place } from '../text/node.ts';
import { reportNotAvailable } from './named-type.ts';

export interface TopLevel {
  readonly name: string;
  readonly model: ModelDefinition;
  readonly backend: ModelPlan['backend'];
  /** The plain keys of the model, with defaults. null: a required one is missing. */
  readonly keys: Readonly<Record<string, unknown>> | null;
}

/** Checks the outermost object's own keys. With a wrong `model`, the rest is checked as a spec of the default one. */
export function readTopLevel(
  report: Report,
  root: Place<ObjectNode>,
  fileStem: string,
  models: ModelVocabulary,
): TopLevel {
  const model = modelIn(root, models.definitions);
  const others = reportSectionsOfOthers(report, root, model, models.definitions);
  const schema = models.schemaOf(model);
  const handled = [...sectionsOf(model), ...others];
  const checked = checkObject(report, root, { schema, subject: 'a spec', handled });
  const { backend } = checked ?? { backend: 'auto' as const };
  const written = child(root, 'backend');
  if (written && !isAvailable(backend)) {
    reportNotAvailable(report, 'backend', backend, written.node, written.path, '"auto"');
  }
  const values: Readonly<Record<string, unknown>> | null = checked;
  const keys = values && Object.fromEntries(Object.keys(model.sections.keys.shape).map((key) => [key, values[key]]));
  return { name: checked?.name ?? nameOf(fileStem), model, backend, keys };
}

function modelIn(root: Place<ObjectNode>, models: readonly ModelDefinition[]): ModelDefinition {
  const written = child(root, 'model')?.node;
  return modelNamed(models, written?.kind === 'string' ? String(written.value) : null);
}

/** @param name as written; the default if there is no such model */
export function modelNamed(models: readonly ModelDefinition[], name: string | null): ModelDefinition {
  return models.find(({ type }) => type === name) ?? models[0]!;
}

/** Reports sections that only other models have. @returns their keys */
function reportSectionsOfOthers(
  report: Report,
  root: Place<ObjectNode>,
  model: ModelDefinition,
  models: readonly ModelDefinition[],
): readonly string[] {
  const own = new Set([...sectionsOf(model), ...Object.keys(model.sections.keys.shape)]);
  const found: string[] = [];
  for (const other of models) {
    for (const key of [...sectionsOf(other), ...Object.keys(other.sections.keys.shape)]) {
      const member = findMember(root.node, key);
      if (own.has(key) || found.includes(key) || member === null) continue;
      found.push(key);
      report.add({
        code: 'unknown-key',
        severity: 'error',
        message: `'${key}' belongs to model '${other.type}', but this spec is of model '${model.type}'`,
        span: member.keySpan,
        path: keyPath(root.path, key),
        fixes: [fix(`Remove '${key}'`, removeMember(report.document.text, root.node, member))],
      });
    }
  }
  return found;
}

/** A name from the file name, which may contain characters that a name may not. */
function nameOf(fileStem: string): string {
  const name = fileStem.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
  return name === '' ? 'flow' : name;
}
