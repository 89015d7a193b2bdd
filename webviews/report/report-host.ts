/** Answers the panels of a report from what the file holds, as the editor answers them from the daemon. */
import type { HostMessage, PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice, PanelView } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { PanelPort } from '../bridge/panel-port.ts';
import { download } from '../view/download.ts';
import { reportAnswers } from './report-answers.ts';
import type { Report } from './report-data.ts';

export interface ReportHost {
  /** A connection for a panel that is put on the page. A panel that is put there again gets a new one. */
  port(panel: PanelName): PanelPort;
}

/** All panels show the same step, and find their choices again. */
export function reportHost(report: Report): ReportHost {
  const { content } = report;
  const answers = reportAnswers(report);
  const views = new Map<PanelName, PanelView>(content.panels.map((panel) => [panel, content.views[panel] ?? {}]));
  let checkpoint: CheckpointChoice = openingChoice(content);

  async function answer(message: PanelMessage): Promise<HostMessage | null> {
    switch (message.type) {
      case 'request': {
        const { id, method, params } = message;
        const found = await answers.find(method, params);
        if ('code' in found) return { type: 'failure', id, cancelled: false, ...found };
        return { type: 'result', id, result: found.result };
      }
      case 'fetch': {
        const { id, array } = message;
        return { type: 'array', id, bytes: await answers.array(array.array) };
      }
      default:
        return null;
    }
  }

  return {
    port(panel) {
      let listener: (message: unknown) => void = () => {};
      let shows = 0;
      const deliver = (message: HostMessage) => queueMicrotask(() => listener(message));
      const snapshot = () =>
        deliver({
          type: 'snapshot',
          snapshot: {
            panel,
            subject: { runs: [content.run.runDir], checkpoint },
            shows,
            view: views.get(panel) ?? {},
            shown: [content.run],
            offered: content.panels,
            looking: false,
            choices: [],
            ahead: [],
            cursorLayer: null,
            connection: 'connected',
            problem: null,
            offline: true,
          },
        });
      return {
        listen(next) {
          listener = next;
        },
        // Everything lives as long as the page.
        keep() {},
        post(message) {
          switch (message.type) {
            case 'ready':
              return snapshot();
            case 'show':
              shows++;
              checkpoint = message.subject.checkpoint;
              return snapshot();
            case 'remember':
              views.set(panel, message.view);
              return;
            case 'save':
              return download(message.name, message.bytes);
            default:
              void answer(message).then((result) => result && deliver(result), failed(message));
          }
        },
      };

      function failed(message: PanelMessage) {
        return (error: unknown) => {
          if (!('id' in message)) return;
          const text = error instanceof Error ? error.message : String(error);
          deliver({ type: 'failure', id: message.id, cancelled: false, code: 'internal', message: text, hint: null });
        };
      }
    },
  };
}

function openingChoice({ checkpoint: step, run }: Report['content']): CheckpointChoice {
  if (run.checkpoints.some((own) => own.best && own.step === step)) return 'best';
  return run.checkpoints.at(-1)?.step === step ? 'latest' : step;
}
