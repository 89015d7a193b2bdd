import { throughJax } from '../../../protocol/backends.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Report } from '../diagnostic.ts';
import { addFirst, fix, removeMember, replace } from '../fixes/edits.ts';
import { checkObject } from '../schema/check-object.ts';
import { type ModelVocabulary, membersOf, sectionsOf } from '../schema/top-level-schema.ts';
import { child, findMember, keyPath, type ObjectNode, type Place } from '../text/node.ts';
import { suggest } from '../text/suggest.ts';
import { reportDeviceCount, reportEngineKeys } from './engine-keys.ts';
import { reportNotAvailable } from './named-type.ts';

export interface TopLevel {
  readonly name: string;
  readonly model: ModelDefinition;
  readonly engine: Pick<ModelPlan, 'backend' | 'device' | 'matmulPrecision'>;
  /** The plain keys of the model, with defaults. null: a required one is missing. */
  readonly keys: Readonly<Record<string, unknown>> | null;
}

/**
 * Checks the outermost object's own keys. With a wrong `model`, the rest is checked as a spec of the one that was
 * probably meant, else of the default one.
 */
export function readTopLevel(
  report: Report,
  root: Place<ObjectNode>,
  fileStem: string,
  models: ModelVocabulary,
): TopLevel {
  const { model, known, reported } = modelIn(report, root, models.definitions);
  // With a model that does not exist, it is unknown which members are those of another one.
  const others = known
    ? reportSectionsOfOthers(report, root, model, models.definitions)
    : models.definitions.flatMap(membersOf);
  const schema = models.schemaOf(model);
  const handled = [...sectionsOf(model), ...others, ...(reported ? ['model'] : [])];
  const misplaced = reportDeviceCount(report, root);
  const checked = checkObject(report, root, { schema, subject: 'a spec', handled, reported: misplaced });
  const { backend, device, matmulPrecision } = checked ?? { backend: 'auto' as const };
  const written = child(root, 'backend');
  if (written && throughJax(backend)) {
    const how = 'it is used through JAX: backend "jax", device "gpu"';
    reportNotAvailable(report, 'backend', backend, written.node, written.path, '"jax"', how);
  }
  reportEngineKeys(report, root, backend, device);
  const values: Readonly<Record<string, unknown>> | null = checked;
  const keys = values && Object.fromEntries(Object.keys(model.sections.keys.shape).map((key) => [key, values[key]]));
  const engine = {
    backend,
    ...(device === undefined ? {} : { device }),
    ...(matmulPrecision === undefined ? {} : { matmulPrecision }),
  };
  return { name: checked?.name ?? nameOf(fileStem), model, engine, keys };
}

interface FoundModel {
  readonly model: ModelDefinition;
  /** Whether it is the one that was meant. */
  readonly known: boolean;
  /** Whether what is written of it was reported. */
  readonly reported?: true;
}

/** For a wrong name, the model that was probably meant. */
function modelIn(report: Report, root: Place<ObjectNode>, models: readonly ModelDefinition[]): FoundModel {
  const written = child(root, 'model')?.node;
  if (!written) return unnamedModel(report, root, models);
  const name = written.kind === 'string' ? String(written.value) : '';
  const types = models.map(({ type }) => type);
  const variantOf = models.find(({ variants = {} }) => Object.hasOwn(variants, name));
  if (variantOf !== undefined && !types.includes(name)) {
    const { type, variants } = variantOf;
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `there is no model "${name}": it is ${variants![name]}`,
      span: written,
      path: 'model',
      fixes: [fix(`Change to "${type}"`, replace(written, JSON.stringify(type)))],
    });
    return { model: variantOf, known: true, reported: true };
  }
  const meant = types.includes(name) ? name : suggest(name, types);
  return { model: modelNamed(models, meant), known: meant !== null };
}

/** Without `model`, the default; if the keys are those of exactly one other model, that one, which is reported. */
function unnamedModel(report: Report, root: Place<ObjectNode>, models: readonly ModelDefinition[]): FoundModel {
  const [preset] = models;
  const own = new Set(membersOf(preset!));
  const listed = new Set(models.flatMap(membersOf));
  const keys = new Set(root.node.members.flatMap(({ key }) => (listed.has(key) ? [key] : [])));
  const foreign = [...keys].filter((key) => !own.has(key));
  const fitting = models.filter((model) => [...keys].every((key) => membersOf(model).includes(key)));
  const [meant] = fitting;
  if (foreign.length === 0 || meant === undefined || fitting.length > 1) return { model: preset!, known: true };
  const { text } = report.document;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `${foreign.join(', ')}: these are keys of model '${meant.type}', but a spec without "model" is of a ${preset!.type}`,
    span: findMember(root.node, foreign[0]!)!.keySpan,
    path: keyPath(root.path, foreign[0]!),
    fixes: [fix(`Add "model": "${meant.type}"`, addFirst(text, root.node, 'model', JSON.stringify(meant.type)))],
  });
  return { model: meant, known: true };
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
  const own = new Set(membersOf(model));
  const found: string[] = [];
  const isNamed = child(root, 'model') !== null;
  const of = isNamed ? 'this spec is of' : 'a spec without "model" is of';
  for (const other of models) {
    for (const key of membersOf(other)) {
      const member = findMember(root.node, key);
      if (own.has(key) || found.includes(key) || member === null) continue;
      found.push(key);
      report.add({
        code: 'unknown-key',
        severity: 'error',
        message: `'${key}' belongs to ${ownersOf(key, models)}, but ${of} model '${model.type}'`,
        span: member.keySpan,
        path: keyPath(root.path, key),
        fixes: [fix(`Remove '${key}'`, removeMember(report.document.text, root.node, member))],
      });
    }
  }
  return found;
}

/** "model 'vae'", "models 'vae' and 'gan'". */
function ownersOf(key: string, models: readonly ModelDefinition[]): string {
  const types = models.filter((model) => membersOf(model).includes(key)).map(({ type }) => `'${type}'`);
  return `model${types.length === 1 ? '' : 's'} ${types.join(' and ')}`;
}

/** A name from the file name, which may contain characters that a name may not. */
function nameOf(fileStem: string): string {
  const name = fileStem.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
  return name === '' ? 'flow' : name;
}
