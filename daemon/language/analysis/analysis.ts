import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CheckResult, checkText } from '../../spec/check.ts';
import type { Registries } from '../../spec/resolve/registries.ts';
import { parseSpec, refusedSpec, type SpecDocument } from '../../spec/text/parse.ts';
import type { BeginWork } from '../work.ts';
import { type ConditionerNames, conditionerNames } from './conditioner-names.ts';
import { breathe } from './pacer.ts';
import { type Facts, factsOf } from './plan-facts.ts';
import { type SpecSite, siteOf } from './spec-site.ts';

/** Everything known about one version of a text, computed once, on first use. */
export interface Analysis {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly textDocument: TextDocument;
  readonly site: SpecSite;
  /** The text exceeds the limits of a spec, or is refused: there is one diagnostic, and no feature works. */
  readonly tooLarge: boolean;
  readonly parsed: SpecDocument;
  readonly names: ConditionerNames;
  /**
   * The same diagnostics and plan as `flowscope check`; rejected with the signal's reason once the text has changed.
   */
  check(): Promise<CheckResult>;
  /**
   * Shapes, parameter counts and the plan's hash; null if the check finds an error, the data are not known, or the text
   * has changed meanwhile.
   */
  facts(): Promise<Facts | null>;
  /** Whether an error of `check` only says that a newer version replaced this one. */
  isRetired(error: unknown): boolean;
}

export interface AnalysisOptions {
  readonly registries: Registries;
  readonly trusted: boolean;
  /** Aborted when a newer version replaces this one. */
  readonly signal: AbortSignal;
  readonly beginWork: BeginWork;
  /** Why nothing of the text is read; null: it is read. */
  readonly refusal: string | null;
}

export function analyse(textDocument: TextDocument, options: AnalysisOptions): Analysis {
  const { registries, trusted, signal, beginWork, refusal } = options;
  const { uri, version } = textDocument;
  const text = textDocument.getText();
  const site = siteOf(textDocument.uri);
  const parsed = once(() => (refusal === null ? parseSpec(text) : refusedSpec(text, refusal)));
  const names = once(() => conditionerNames(parsed()));
  const check = once(async () => {
    const work = beginWork({ uri, version });
    try {
      return await checkText(parsed(), registries, {
        async breathe() {
          await breathe();
          work.again();
        },
        signal,
        folder: site.folder ?? NOWHERE,
        // A document that is not on disk has no files beside it.
        trusted: trusted && site.folder !== null,
        fileStem: site.fileStem,
      });
    } finally {
      work.end();
    }
  });
  const isRetired = (error: unknown) => signal.aborted && error === signal.reason;
  const facts = once(async () => {
    try {
      const { plan } = await check();
      return plan === null ? null : await factsOf(plan, signal);
    } catch (error) {
      if (isRetired(error)) return null;
      throw error;
    }
  });
  return {
    uri,
    version,
    text,
    textDocument,
    site,
    get tooLarge() {
      return parsed().tooLarge;
    },
    get parsed() {
      return parsed();
    },
    get names() {
      return names();
    },
    check,
    facts,
    isRetired,
  };
}

/** A folder that cannot exist: relative paths of an unsaved document resolve to nothing. */
const NOWHERE = '/\u0000unsaved';

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
