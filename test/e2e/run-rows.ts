/** The rows of the Runs view. */
import type { EditorWindow } from './editor-window.ts';

/** The rows of the Runs view as a screen reader says them, without narrow spaces: "two-moons, step 120 of 4000 · NLL 1.2345 nats". */
export async function runRows(window: EditorWindow): Promise<readonly string[]> {
  const side = await window.sideBar('Flowscope');
  // At once: a row that goes meanwhile is not waited for.
  const rows = side.locator('.monaco-list-row[aria-level="1"]');
  return rows.evaluateAll((list) =>
    list.map((row) => ((row as unknown as { ariaLabel: string | null }).ariaLabel ?? '').replaceAll('\u202f', '')),
  );
}

/** Waits for a row of the Runs view. */
export function runRow(window: EditorWindow, text: RegExp, timeout?: number): Promise<string> {
  return window.waitFor(
    `run ${text} in the Runs view`,
    async () => (await runRows(window)).find((row) => text.test(row)),
    timeout,
  );
}

/** What a row or a panel says: `step 120 of 4000`, also with more around it. */
export function stepOf(text: string): number {
  return Number(/step (\d+) of/.exec(text)?.[1]);
}
