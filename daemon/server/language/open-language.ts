/** Opens the analysis of each client, which its language server and its other requests share. */
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import type { CheckedSpec, SpecCheck } from '../../language/thread/messages.ts';
import type { OpenLanguage } from '../rpc/language-link.ts';
import type { Session } from '../session.ts';
import {
  clientGone,
  createSessionAnalysis,
  type SessionAnalysis,
  type SessionAnalysisOptions,
} from './session-analysis.ts';

/** Checks a spec that a request of `session` carries, as `SessionAnalysis.check`. */
export type CheckSpec = (spec: SpecCheck, session: Pick<Session, 'id'>, signal: AbortSignal) => Promise<CheckedSpec>;

export interface DaemonLanguage {
  readonly open: OpenLanguage;
  readonly check: CheckSpec;
}

export interface DaemonLanguageOptions extends Pick<SessionAnalysisOptions, 'script' | 'times' | 'heap' | 'idle'> {
  /** Measures the layers of runs that are not training. */
  readonly measure: MeasureLayers;
}

export function daemonLanguage(options: DaemonLanguageOptions): DaemonLanguage {
  const analyses = new Map<string, SessionAnalysis>();
  return {
    open(link) {
      const { id } = link.session;
      const analysis = createSessionAnalysis({ ...options, ...link });
      analyses.set(id, analysis);
      return {
        receive: analysis.receive,
        dispose() {
          analyses.delete(id);
          analysis.dispose();
        },
      };
    },
    async check(spec, { id }, signal) {
      const analysis = analyses.get(id);
      if (analysis === undefined) throw clientGone();
      return analysis.check(spec, signal);
    },
  };
}
