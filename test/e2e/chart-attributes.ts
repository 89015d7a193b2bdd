import type { ChartPage } from './chart-page.ts';

/** Numbers of each element's attributes. */
export async function attributes(
  chart: Awaited<ReturnType<ChartPage['show']>>,
  selector: string,
  names: readonly string[],
) {
  const found = await chart
    .locator(selector)
    .evaluateAll(
      (elements, wanted) => elements.map((element) => wanted.map((name) => element.getAttribute(name))),
      [...names],
    );
  return found.map((values) => values.map(Number));
}
