/** Labels that are cut off, reach out of the panel, or are printed over each other. */
import type { Page } from 'playwright-core';
import { drawn } from './drawn.ts';

/**
 * What a person cannot read: `where: text (why)`. A name that is cut in the middle has its full text in a title; what can
 * be scrolled can be read.
 */
export async function unreadable(page: Page): Promise<readonly string[]> {
  await drawn(page);
  return [...new Set((await page.evaluate(UNREADABLE)) as readonly string[])];
}

/** Runs in the page. */
const UNREADABLE = `(() => {
  const found = [];
  const slack = 1.5;
  const nameOf = (element) => element.tagName.toLowerCase() + '.' + (element.className.baseVal ?? element.className);
  const tell = (element, text, why) => found.push(nameOf(element) + ': ' + text.trim().replace(/\\s+/g, ' ') + ' (' + why + ')');
  const ownText = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(' ').trim();
  const isDeliberate = (element) => {
    const elided = element.closest('.elided');
    return elided !== null && (elided.getAttribute('title') ?? '').includes(elided.textContent.trim());
  };
  const measure = document.createElement('canvas').getContext('2d');
  const widthOf = (element, text) => {
    const { font } = getComputedStyle(element);
    measure.font = font;
    return measure.measureText(text).width;
  };
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const texts = (svg) => {
    const all = [...svg.querySelectorAll('text')].map((text) => [text, text.getBoundingClientRect()]);
    for (const [i, [text, box]] of all.entries()) {
      if (box.width === 0) continue;
      if (box.left < -slack || box.right > innerWidth + slack) tell(text, text.textContent, 'outside the panel');
      for (const [other, otherBox] of all.slice(i + 1)) {
        if (otherBox.width > 0 && overlap(box, otherBox)) tell(text, text.textContent + ' | ' + other.textContent, 'over each other');
      }
      for (const bar of svg.querySelectorAll('rect:not(.hit):not(.box):not([fill="none"])')) {
        if (overlap(box, bar.getBoundingClientRect())) tell(text, text.textContent, 'over a bar');
      }
    }
  };
  /** @param scrolls whether an ancestor can be scrolled sideways */
  const look = (element, scrolls) => {
    if (['STYLE', 'SCRIPT', 'OPTION'].includes(element.tagName)) return;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || style.clipPath !== 'none') return;
    if (element.tagName === 'svg') return texts(element);
    const box = element.getBoundingClientRect();
    if (element.tagName === 'SELECT') {
      const chosen = element.selectedOptions[0]?.textContent.trim().replace(/\\s+/g, ' ') ?? '';
      // The arrow and the padding of a list.
      if (widthOf(element, chosen) > element.clientWidth - 22 && !element.title) tell(element, chosen, 'cut off');
      return;
    }
    const isCell = element.tagName === 'TD' || element.tagName === 'TH';
    const text = isCell ? element.textContent.trim() : ownText(element);
    const overflowX = style.overflowX;
    const canScroll = scrolls || overflowX === 'auto' || overflowX === 'scroll';
    if (text !== '' && box.width > 0) {
      const isCut = !canScroll && overflowX !== 'visible' && element.scrollWidth > element.clientWidth + slack;
      if (isCut && !isDeliberate(element)) tell(element, text, 'cut off: ' + element.scrollWidth + ' > ' + element.clientWidth);
      const isBox = !['inline', 'contents', 'inline-flex'].includes(style.display);
      if (isBox && element.clientWidth > 0 && overflowX === 'visible' && element.scrollWidth > element.clientWidth + slack) {
        tell(element, text, 'wider than its box: ' + element.scrollWidth + ' > ' + element.clientWidth);
      }
      if (!canScroll && (box.left < -slack || box.right > innerWidth + slack)) tell(element, text, 'outside the panel');
    }
    for (const child of [...element.children, ...(element.shadowRoot?.children ?? [])]) look(child, canScroll);
  };
  look(document.body, false);
  return found;
})()`;

/** Definitions that reach out of the panel while their figure is pointed at. */
export async function popUpsOutside(page: Page): Promise<readonly string[]> {
  const outside: string[] = [];
  for (const figure of await page.locator('fs-figure').all()) {
    // The one before covers what is below it, and the bar at the top what is above.
    await page.mouse.move(1, 1);
    await figure.evaluate('(figure) => figure.scrollIntoView({ block: "center" })');
    await figure.locator('.tile').hover();
    await drawn(page);
    const place = (await figure.locator('.definition').evaluate((popup) => {
      const { left, right, top, bottom, width } = (
        popup as unknown as { getBoundingClientRect(): Box }
      ).getBoundingClientRect();
      return { left, right, top, bottom, width };
    })) as Box;
    const { width, height } = page.viewportSize()!;
    const isInside = place.left >= 0 && place.right <= width && place.top >= 0 && place.bottom <= height;
    if (place.width === 0 || !isInside) outside.push(`${await figure.getAttribute('name')}: ${JSON.stringify(place)}`);
  }
  return outside;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}
