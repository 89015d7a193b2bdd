import type { OpenWarning } from '../../protocol/train-events.ts';
import { doubtDefinitions } from '../data/doubts/registry.ts';
import type { Diagnostic } from './diagnostic.ts';

const CODES: ReadonlySet<string> = new Set(doubtDefinitions.map(({ code }) => code));

/** Warnings about the data of a spec, which a run records when it begins. */
export function dataWarnings(diagnostics: readonly Diagnostic[]): readonly OpenWarning[] {
  return diagnostics.flatMap(({ code, severity, message }) =>
    severity === 'warning' && CODES.has(code) ? [{ code, message }] : [],
  );
}
