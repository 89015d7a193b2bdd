import { expect, test } from 'vitest';
import { viewMessage } from './view-messages.ts';

const SUBJECT = { runs: ['/runs/a'], checkpoint: 'best' };

test('a page opens with what the browser has kept for it', () => {
  const kept = { type: 'open', panel: 'layers', subject: SUBJECT, view: { log: true } };
  expect(viewMessage.parse(kept)).toEqual(kept);
});

test('damaged kept state, and none, open the page as a new one', () => {
  const damaged = [null, 'text', 3, [], { runs: [], checkpoint: 'latest' }, { ...SUBJECT, checkpoint: -1 }];
  for (const subject of damaged) {
    const opened = viewMessage.parse({ type: 'open', panel: 'layers', subject, view: { log: true } });
    expect(opened).toEqual({ type: 'open', panel: 'layers', subject: null, view: { log: true } });
  }
  for (const view of [null, 'text', 3, []]) {
    const opened = viewMessage.parse({ type: 'open', panel: 'layers', subject: SUBJECT, view });
    expect(opened).toEqual({ type: 'open', panel: 'layers', subject: SUBJECT, view: {} });
  }
});
