import { DEFAULT_BASE } from '../../flow/bases/registry.ts';
import type { BaseDefinition } from '../../flow/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { checkObject } from '../schema/check-object.ts';
import { shown } from '../schema/expectation.ts';
import { child, isObjectPlace, keyPath, type ObjectNode, openingBrace, type Place, toValue } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import type { ConditionerUse } from './listed.ts';
import { readNamedType, reportNotAvailable, type Vocabulary } from './named-type.ts';

export interface BaseSection {
  readonly definition: BaseDefinition;
  readonly config: Readonly<Record<string, unknown>>;
  readonly conditioner: ConditionerUse | null;
  /** Token for problems between the flow and its base. */
  readonly span: Span;
  readonly path: string;
}

/** Checks `base`; null if it is unknown or lacks a key. */
export function readBaseSection(
  report: Report,
  root: Place<ObjectNode>,
  conditioners: ConditionerTable,
  definitions: readonly BaseDefinition[],
): BaseSection | null {
  const vocabulary: Vocabulary<BaseDefinition> = {
    what: 'base',
    key: 'type',
    names: definitions.map((definition) => definition.type),
    built: definitions.filter(({ build }) => build !== null).map((definition) => definition.type),
    find: (name) => definitions.find((definition) => definition.type === name),
  };
  const place = child(root, 'base');
  if (place === null) return defaultBase(root, vocabulary);
  if (!isObjectPlace(place)) {
    reportNotObject(report, place, vocabulary);
    return null;
  }
  const type = readNamedType(report, place, vocabulary);
  if (type === null) return null;
  const { definition, name, span } = type;
  if (definition.build === null) reportNotAvailable(report, 'base', name, span, keyPath(place.path, 'type'));
  const config = checkObject(report, place, {
    schema: definition.schema,
    subject: name,
    handled: definition.conditioner ? ['type', 'conditioner'] : ['type'],
  });
  if (config === null) return null;
  const { conditioner: network } = definition;
  const conditioner = network ? conditioners.use(place, span, network.kinds) : null;
  return { definition, config: config as Readonly<Record<string, unknown>>, conditioner, span, path: place.path };
}

function defaultBase(root: Place<ObjectNode>, vocabulary: Vocabulary<BaseDefinition>): BaseSection | null {
  const definition = vocabulary.find(DEFAULT_BASE);
  const parsed = definition?.schema.safeParse({});
  if (!definition || !parsed?.success) return null;
  const config = parsed.data as Readonly<Record<string, unknown>>;
  return { definition, config, conditioner: null, span: openingBrace(root.node), path: 'base' };
}

function reportNotObject(report: Report, place: Place, vocabulary: Vocabulary<BaseDefinition>): void {
  const value = toValue(place.node);
  const isName = typeof value === 'string' && vocabulary.built.includes(value);
  const object = `{ "type": ${JSON.stringify(value)} }`;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `base must be an object with "type", found ${shown(value)}`,
    span: place.node,
    path: place.path,
    fixes: [isName ? fix(`Write ${object}`, replace(place.node, object)) : null],
  });
}
