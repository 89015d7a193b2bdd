import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../../spec/diagnostic.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Diagnostics in the protocol's form: the same ones as `flowscope check`. */
export function toLspDiagnostics(diagnostics: readonly Diagnostic[]): LspDiagnostic[] {
  return diagnostics.map(({ code, severity, message, range }) => ({
    range,
    severity: SEVERITIES[severity],
    code,
    source: 'flowscope',
    message,
  }));
}
