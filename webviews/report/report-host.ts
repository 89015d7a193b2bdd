/** Answers the panels of a report from what the file holds, as the editor answers them from the daemon. */
import { valuesOf } from '../../protocol/array-values.ts';
import type { HostMessage, PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice, PanelView } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { runSeries } from '../../protocol/rpc/run-methods.ts';
import type { PanelPort } from '../bridge/panel-port.ts';
import { download } from '../view/download.ts';
import { findAnswer } from './find-answer.ts';
import type { Report } from './report-data.ts';
import { seriesPart } from './series-part.ts';

export interface ReportHost {
  /** A connection for a panel that is put on the page. A panel that is put there again gets a new one. */
  port(panel: PanelName): PanelPort;
}

/** Arrays that this host makes itself have places after those of the file. */
const FIRST_OWN = 2 ** 30;

/** All panels show the same step, and find their choices again. */
export function reportHost({ content, array }: Report): ReportHost {
  const views = new Map<PanelName, PanelView>(content.panels.map((panel) => [panel, content.views[panel] ?? {}]));
  let checkpoint: CheckpointChoice = openingChoice();
  const made = new Map<number, ArrayBuffer>();

  function openingChoice(): CheckpointChoice {
    const { checkpoint: step, run } = content;
    if (run.checkpoints.some((own) => own.best && own.step === step)) return 'best';
    return run.checkpoints.at(-1)?.step === step ? 'latest' : step;
  }

  async function answer(message: PanelMessage): Promise<HostMessage | null> {
    switch (message.type) {
      case 'request': {
        const { id, method, params } = message;
        const found = findAnswer(content, method, params);
        if ('code' in found) return { type: 'failure', id, cancelled: false, ...found };
        const result = method === runSeries.name ? await zoomed(found.result, params) : found.result;
        return { type: 'result', id, result };
      }
      case 'fetch': {
        const { id, array: reference } = message;
        return { type: 'array', id, bytes: made.get(reference.array) ?? (await array(reference.array)) };
      }
      default:
        return null;
    }
  }

  /** The stored curves have a point for each pixel of all steps: a part of them has fewer. */
  async function zoomed(result: unknown, params: unknown): Promise<unknown> {
    const stored = runSeries.result.parse(result);
    const asked = runSeries.params.parse(params);
    const [from, to] = [asked.from ?? stored.from, asked.to ?? stored.to];
    made.clear();
    const parts = await Promise.all(
      asked.keys.map(async (key) => {
        const own = stored.series.find((series) => series.key === key);
        if (own === undefined) return { key, ...seriesPart(new Float64Array(0), from, to) };
        const values = valuesOf(own.values.dtype, await array(own.values.array));
        return { key, ...seriesPart(values, from, to) };
      }),
    );
    const buckets = Math.max(1, ...parts.map(({ count }) => count));
    return {
      from,
      to,
      buckets,
      seq: stored.seq,
      series: parts.map(({ key, rows, count }, i) => ({ key, points: count, values: own(rows, count, i) })),
    };
  }

  function own(rows: Float64Array<ArrayBuffer>, count: number, i: number): ArrayReference {
    const place = FIRST_OWN + i;
    made.set(place, rows.buffer);
    return { array: place, dtype: 'float64', shape: [count, 4], bytes: rows.byteLength };
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
            // The page has tabs of its own.
            offered: [],
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
