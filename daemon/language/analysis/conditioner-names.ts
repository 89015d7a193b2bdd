import { modelDefinitions } from '../../models/registry.ts';
import { objectivePlace } from '../../spec/resolve/discriminator-section.ts';
import {
  child,
  findMember,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  type ObjectNode,
  type Place,
  type SpecNode,
} from '../../spec/text/node.ts';
import type { SpecDocument } from '../../spec/text/parse.ts';
import type { Span } from '../../spec/text/range.ts';

/** Keys of the outermost object whose value is a network, of any model. */
const MODEL_NETWORKS: readonly string[] = [
  ...new Set(modelDefinitions.flatMap(({ sections }) => Object.keys(sections.networks))),
];

/** Keys of the outermost object whose value is a flow of latents, of any model. */
const MODEL_FLOWS: readonly string[] = [
  ...new Set(modelDefinitions.flatMap(({ sections }) => Object.keys(sections.flows ?? {}))),
];

/** Where a spec defines and uses named conditioners. Spans are of tokens, including their quotes. */
export interface ConditionerNames {
  readonly definitions: readonly Definition[];
  readonly uses: readonly NamedSpan[];
}

export interface NamedSpan {
  readonly name: string;
  readonly span: Span;
}

export interface Definition extends NamedSpan {
  /** Key and value. */
  readonly whole: Span;
  /** Its conditioner's type as written, or null. */
  readonly type: string | null;
}

export function conditionerNames({ root }: SpecDocument): ConditionerNames {
  const place = root === null ? null : { node: root, path: '' };
  if (place === null || !isObjectPlace(place)) return { definitions: [], uses: [] };
  const section = child(place, 'conditioners');
  const definitions =
    section !== null && isObjectPlace(section)
      ? section.node.members.map((member) => ({
          name: member.key,
          span: member.keySpan,
          whole: member,
          type: typeOf(member.value),
        }))
      : [];
  const uses: NamedSpan[] = [];
  for (const key of MODEL_NETWORKS) collectUse(place, uses, key);
  for (const key of MODEL_FLOWS) {
    const flow = child(place, key);
    if (flow !== null && isObjectPlace(flow)) collectFlow(flow, uses);
  }
  const objective = objectivePlace(place);
  if (objective !== null) collectUse(objective, uses, 'discriminator');
  collectFlow(place, uses);
  return { definitions, uses };
}

function collectFlow(owner: Place<ObjectNode>, uses: NamedSpan[]): void {
  const base = child(owner, 'base');
  if (base !== null && isObjectPlace(base)) collectUse(base, uses);
  collectUses(owner, uses);
}

function collectUses(owner: Place<ObjectNode>, uses: NamedSpan[]): void {
  const single = child(owner, 'layer');
  const list = child(owner, 'layers');
  const inside = single === null ? [] : [single];
  if (list !== null && isArrayPlace(list)) {
    inside.push(...list.node.items.map((node, index) => ({ node, path: itemPath(list.path, index) })));
  }
  for (const place of inside) {
    if (!isObjectPlace(place)) continue;
    collectUse(place, uses);
    collectUses(place, uses);
  }
}

function collectUse(owner: Place<ObjectNode>, uses: NamedSpan[], key = 'conditioner'): void {
  const node = child(owner, key)?.node;
  if (node?.kind === 'string') uses.push({ name: String(node.value), span: node });
}

function typeOf(node: SpecNode | null): string | null {
  const type = node?.kind === 'object' ? findMember(node, 'type')?.value : null;
  return type?.kind === 'string' ? String(type.value) : null;
}

/** The definition or use whose token contains the offset (or ends at it), or null. */
export function nameAt({ definitions, uses }: ConditionerNames, offset: number): NamedSpan | null {
  const holds = ({ span }: NamedSpan) => offset >= span.offset && offset <= span.offset + span.length;
  return definitions.find(holds) ?? uses.find(holds) ?? null;
}
