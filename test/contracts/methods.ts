/** The daemon's methods and notifications as JSON schemas. */
import * as z from 'zod';
import { FIGURES } from '../../protocol/figures/registry.ts';
import * as daemon from '../../protocol/rpc/daemon-methods.ts';
import * as follow from '../../protocol/rpc/follow-methods.ts';
import * as preview from '../../protocol/rpc/preview-methods.ts';
import * as report from '../../protocol/rpc/report-methods.ts';
import * as run from '../../protocol/rpc/run-methods.ts';
import * as verify from '../../protocol/rpc/verify-methods.ts';

export interface MethodSchema {
  readonly name: string;
  readonly params: unknown;
  /** null for notifications. */
  readonly result: unknown;
}

export function methodSchemas(): readonly MethodSchema[] {
  const modules = [daemon, follow, preview, report, run, verify].flatMap(
    (module) => Object.values(module) as unknown[],
  );
  return [...modules, ...Object.values(FIGURES).map(({ method }) => method)]
    .filter(isDefinition)
    .map(({ name, params, result }) => ({
      name,
      params: schemaOf(params, 'input'),
      result: result === undefined ? null : schemaOf(result, 'output'),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function schemaOf(type: z.core.$ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _version, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
}

function isDefinition(value: unknown): value is { name: string; params: z.core.$ZodType; result?: z.core.$ZodType } {
  return typeof value === 'object' && value !== null && 'name' in value && 'params' in value;
}
