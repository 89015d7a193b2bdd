import type { DoubtCode } from '../data/doubts/define-doubt.ts';
import type { SpecDocument } from './text/parse.ts';
import type { Range, Span } from './text/range.ts';

export type Severity = 'error' | 'warning' | 'information';

/** Stable codes; editors and programs may rely on them. */
export type DiagnosticCode =
  | 'syntax'
  | 'duplicate-key'
  | 'unknown-key'
  | 'unknown-type'
  | 'not-available'
  | 'wrong-value'
  | 'shape-mismatch'
  | 'never-transformed'
  | 'never-seen'
  | 'iterative-inverse'
  | 'domain'
  | 'missing-data'
  | 'needs-trust'
  | 'unused-definition'
  | 'unused-context'
  | 'unresolved-reference'
  | DoubtCode;

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** Position in the spec, e.g. `layers[0].layers[1].mask`; empty for the whole spec. */
  readonly path: string;
  readonly fixes: readonly Fix[];
}

/** A change of the text, before offsets are converted to positions. */
export interface Change extends Span {
  readonly newText: string;
}

export interface ProposedFix {
  readonly title: string;
  readonly changes: readonly Change[];
}

export interface Finding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly path: string;
  readonly fixes?: readonly (ProposedFix | null)[];
}

/** A finding whose words take time: they are made only if it is listed. */
export interface LazyFinding {
  readonly severity: Severity;
  readonly make: () => Finding;
}

/** Collects findings about one document. */
export interface Report {
  readonly document: SpecDocument;
  add(finding: Finding | LazyFinding): void;
  /** Counts findings that are not listed; they are errors if nothing else is said. */
  omit(count: number, severity?: Severity): void;
  /** Number of findings that are only counted. */
  readonly unlisted: number;
  /** Whether any finding is an error, including those that are not listed. */
  readonly hasErrors: boolean;
  /** Whether a listed finding satisfies the test. */
  some(test: (finding: Finding) => boolean): boolean;
  /** Further findings are only counted, so names need not be compared in search of the one that was meant. */
  readonly full: boolean;
  /** Sorted by position, without duplicates (of a layer that is expanded many times). */
  diagnostics(): readonly Diagnostic[];
}

/** A limit, so that a file full of mistakes cannot fill an editor's memory. */
const MAX_DIAGNOSTICS = 1000;

export function createReport(document: SpecDocument): Report {
  const found = new Map<string, Finding>();
  let dropped = 0;
  let hasErrors = false;
  return {
    document,
    get hasErrors() {
      return hasErrors;
    },
    get unlisted() {
      return dropped;
    },
    some: (test) => [...found.values()].some(test),
    get full() {
      return found.size >= MAX_DIAGNOSTICS;
    },
    add(finding) {
      hasErrors ||= finding.severity === 'error';
      const isFull = found.size >= MAX_DIAGNOSTICS;
      if ('make' in finding && isFull) {
        dropped++;
        return;
      }
      const made = 'make' in finding ? finding.make() : finding;
      const key = `${made.code}|${made.span.offset}|${made.span.length}|${made.message}`;
      if (found.has(key)) return;
      if (isFull) dropped++;
      else found.set(key, made);
    },
    omit(count, severity = 'error') {
      hasErrors ||= count > 0 && severity === 'error';
      dropped += count;
    },
    diagnostics() {
      const sorted = [...found.values()].sort((a, b) => a.span.offset - b.span.offset || a.span.length - b.span.length);
      const diagnostics = sorted.map((finding) => toDiagnostic(document, finding));
      if (dropped === 0) return diagnostics;
      const last = diagnostics[diagnostics.length - 1]!;
      const severity = hasErrors ? 'error' : last.severity;
      const message = `${found.size} problems are listed, ${dropped} more ${dropped === 1 ? 'is' : 'are'} not`;
      return [...diagnostics, { ...last, severity, message, path: '', fixes: [] }];
    },
  };
}

function toDiagnostic(document: SpecDocument, finding: Finding): Diagnostic {
  const fixes = (finding.fixes ?? []).filter((fix) => fix !== null);
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    range: document.lines.range(finding.span),
    path: finding.path,
    fixes: fixes.map((fix) => toFix(document, fix)),
  };
}

export function toFix(document: SpecDocument, { title, changes }: ProposedFix): Fix {
  return {
    title,
    edits: changes.map((change) => ({ range: document.lines.range(change), newText: change.newText })),
  };
}
