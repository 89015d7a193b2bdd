import { cut } from '../../errors/cut.ts';
import type { ConditionerDefinition } from '../../flow/conditioner-definition.ts';
import { reportUnresolved } from '../analysis/unresolved-reference.ts';
import { reportUnused } from '../analysis/unused-definition.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { checkObject } from '../schema/check-object.ts';
import { shown } from '../schema/expectation.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place, toValue } from '../text/node.ts';
import type { NetworkKind } from './choose-conditioner.ts';
import type { ConditionerChoice, ConditionerUse } from './listed.ts';
import { readNamedType, reportNotAvailable, type Vocabulary } from './named-type.ts';

/** The conditioners of a spec: the named ones, and a function that reads the uses. */
export interface ConditionerTable {
  /**
   * Reads a network of an object (a name or an object). Proposals for a wrong name are of one of `kinds`.
   * @param key default: `conditioner`
   * @param optional whether the owner needs no network there, so that the key can be removed. Default: false
   */
  use(
    owner: Place<ObjectNode>,
    fallback: ConditionerUse['span'],
    kinds: readonly NetworkKind[],
    key?: string,
    optional?: boolean,
  ): ConditionerUse;
  /** The first available type of these kinds, or null. */
  typeOf(kinds: readonly NetworkKind[]): string | null;
  /** A layer's default network with all its effective keys. */
  preset(keys: { readonly type: string }): ConditionerChoice | null;
  /** Reports named conditioners that nothing uses. @param keys that can refer to one, for advice */
  finish(keys: readonly string[]): void;
}

interface Fitting {
  readonly own: readonly string[];
  readonly types: readonly string[];
}

/** Checks `conditioners` of the outermost object. A name is a template: every use has its own weights. */
export function conditionerTable(
  report: Report,
  root: Place<ObjectNode>,
  definitions: readonly ConditionerDefinition[],
): ConditionerTable {
  const named = new Map<string, ConditionerChoice | null>();
  const used = new Set<string>();
  const fittings = new Map<string, Fitting>();
  const vocabulary: Vocabulary<ConditionerDefinition> = {
    what: 'conditioner',
    key: 'type',
    names: definitions.map((definition) => definition.type),
    built: definitions.filter(({ build }) => build !== null).map((definition) => definition.type),
    find: (name) => definitions.find((definition) => definition.type === name),
  };
  const read = (place: Place, label: string, removal: ProposedFix | null): ConditionerChoice | null => {
    if (isObjectPlace(place)) return readConditioner(report, place, vocabulary);
    reportNotObject(report, place, label, 'the name of a conditioner or an object with "type"', removal);
    return null;
  };
  const section = child(root, 'conditioners');
  if (section !== null) {
    if (isObjectPlace(section)) {
      for (const { key, value } of section.node.members) {
        if (value !== null)
          named.set(key, read({ node: value, path: keyPath(section.path, key) }, `conditioner '${cut(key)}'`, null));
      }
    } else reportNotObject(report, section, 'conditioners', 'an object of named conditioners', null);
  }
  return {
    use(owner, fallback, kinds, key = 'conditioner', optional = false) {
      const place = child(owner, key);
      const path = keyPath(owner.path, key);
      if (place === null) return { state: 'default', choice: null, span: fallback, path: owner.path };
      const own = optional ? findMember(owner.node, key) : null;
      const removal = own && fix(`Remove '${key}'`, removeMember(report.document.text, owner.node, own));
      const choice =
        place.node.kind === 'string' ? lookUp(String(place.node.value), place, kinds) : read(place, key, removal);
      return { state: choice ? 'given' : 'broken', choice, span: place.node, path };
    },
    typeOf: (kinds) => fitting(kinds).types[0] ?? null,
    preset({ type, ...keys }) {
      const definition = vocabulary.find(type);
      if (!definition) return null;
      const parsed = definition.schema.safeParse(keys);
      return parsed.success ? { definition, config: parsed.data as Readonly<Record<string, unknown>> } : null;
    },
    finish(keys) {
      if (section === null || !isObjectPlace(section)) return;
      for (const member of section.node.members) {
        if (!used.has(member.key)) reportUnused(report, section, member, keys);
      }
    },
  };

  /** Conditioners and types of these kinds, found once for all wrong names. */
  function fitting(kinds: readonly NetworkKind[]): Fitting {
    const found = fittings.get(kinds.join());
    if (found !== undefined) return found;
    const fits = (definition: ConditionerDefinition | undefined) =>
      definition === undefined || kinds.includes(definition.kind);
    const own = [...named].flatMap(([name, choice]) => (fits(choice?.definition) ? [name] : []));
    const made = { own, types: vocabulary.built.filter((type) => fits(vocabulary.find(type))) };
    fittings.set(kinds.join(), made);
    return made;
  }

  function lookUp(name: string, place: Place, kinds: readonly NetworkKind[]): ConditionerChoice | null {
    const found = named.get(name);
    if (found !== undefined) {
      used.add(name);
      return found;
    }
    const { own, types } = fitting(kinds);
    const meant = reportUnresolved(report, place, name, own, types);
    // A mistyped name counts as a use of the intended name, so that there is no second diagnostic.
    if (meant !== null) used.add(meant);
    return meant === null ? null : (named.get(meant) ?? null);
  }
}

function readConditioner(
  report: Report,
  place: Place<ObjectNode>,
  vocabulary: Vocabulary<ConditionerDefinition>,
): ConditionerChoice | null {
  const type = readNamedType(report, place, vocabulary);
  if (type === null) return null;
  const { definition, name } = type;
  const config = checkObject(report, place, { schema: definition.schema, subject: name, handled: ['type'] });
  if (definition.build === null)
    reportNotAvailable(report, 'conditioner', name, type.span, keyPath(place.path, 'type'));
  return config === null ? null : { definition, config: config as Readonly<Record<string, unknown>> };
}

function reportNotObject(
  report: Report,
  place: Place,
  name: string,
  wanted: string,
  removal: ProposedFix | null,
): void {
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `${name} must be ${wanted}, found ${shown(toValue(place.node))}`,
    span: place.node,
    path: place.path,
    fixes: [removal],
  });
}
