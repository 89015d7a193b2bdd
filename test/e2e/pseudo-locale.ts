/** Panels in a language that does not exist: each text of a table is marked, so that any other text stands out. */
import type { BrowserContext, Page } from 'playwright-core';
import { viewHeaders, viewPage } from '../../daemon/view/view-page.ts';
import type { PanelTranslation } from '../../protocol/panel/panel-translation.ts';
import { PANELS } from '../../protocol/panel/panels.ts';
import { panelTexts } from '../../scripts/l10n/panel-texts.ts';
import { pseudoTranslation, unmarked as withoutMarked } from '../../scripts/l10n/testing/pseudo.ts';
import { drawn } from './drawn.ts';

/** What no translation changes, besides elements with `translate="no"`. Single letters are symbols. */
const UNTRANSLATED: readonly RegExp[] = [
  /Flowscope/g,
  // Units, values that are not finite, and file formats.
  /\b(nats|bits\/dim|rows\/s|ms|inf|nan|n\/a|PNG|SVG|CSV|npy)\b/g,
  // Numbers: 20k, 1.2e−7; and symbols: x0, N(0, 1).
  /[\d.]+(e−?\d+)?[kMG]?/g,
  /(?<!\p{L})\p{L}(?!\p{L})/gu,
  // Names of directions, from the daemon: PC 1, label=3.
  /\bPC\b|\blabel=/g,
];

export interface PseudoLocale {
  readonly translation: PanelTranslation;
  /** Opens the pages of a context in it. */
  use(context: BrowserContext): Promise<void>;
}

export async function pseudoLocale(): Promise<PseudoLocale> {
  const translation = pseudoTranslation(await panelTexts(), { odd: false, grow: 0.3 });
  return {
    translation,
    async use(context) {
      const isPage = ({ pathname }: URL) => PANELS.some((name) => pathname === `/${name}`);
      // A page that a test serves is in no network: Chromium asks whether it may reach our own address.
      await context.grantPermissions(['local-network-access']);
      await context.route(isPage, (route) => {
        const { pathname, host } = new URL(route.request().url());
        const panel = PANELS.find((name) => pathname === `/${name}`)!;
        // With the server's headers: its content policy must let the texts in.
        return route.fulfill({
          contentType: 'text/html; charset=utf-8',
          headers: viewHeaders(host),
          body: viewPage(panel, translation),
        });
      });
    },
  };
}

/**
 * Texts of the page that come from no table: in text nodes and in attributes that people read or hear, also of hidden elements.
 * Styles show `data-name`.
 * @param names from the runs that are shown
 */
export async function unmarked(page: Page, names: readonly string[]): Promise<readonly string[]> {
  await drawn(page);
  const texts = (await page.evaluate(TEXTS)) as readonly (readonly [place: string, text: string])[];
  // Longer names first: one may be a part of another.
  const longest = names.toSorted((a, b) => b.length - a.length);
  const found = texts.filter(([, text]) => /\p{L}/u.test(withoutNames(text, longest)));
  return [...new Set(found.map(([place, text]) => `${place}: ${text}`))];
}

function withoutNames(text: string, names: readonly string[]): string {
  const rest = names.reduce((left, name) => left.replaceAll(name, ' '), withoutMarked(text));
  return UNTRANSLATED.reduce((left, pattern) => left.replace(pattern, ' '), rest);
}

/** Runs in the page: [where, text] of all texts, also in shadow roots. */
const TEXTS = `(() => {
  const found = [];
  const add = (element, kind, text) => {
    if (text && text.trim() !== '') found.push([element.tagName.toLowerCase() + (element.className ? '.' + (element.className.baseVal ?? element.className) : '') + kind, text.trim().replace(/\\s+/g, ' ')]);
  };
  const read = (node) => {
    if (node.nodeType === 3) {
      const element = node.parentElement ?? node.getRootNode().host;
      return add(element, '', node.data);
    }
    if (node.nodeType === 1) {
      if (['STYLE', 'SCRIPT'].includes(node.tagName) || node.getAttribute('translate') === 'no') return;
      for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'alt', 'placeholder', 'title', 'data-name']) add(node, '[' + name + ']', node.getAttribute(name));
      if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) read(child);
    }
    // A text with code in it is one text.
    let rest = [...node.childNodes];
    while (rest.length > 0) {
      const end = rest.findIndex((child) => child.nodeType === 1 && child.tagName !== 'CODE');
      const inline = rest.slice(0, end < 0 ? rest.length : end);
      const text = inline.map((child) => child.nodeType === 8 ? '' : child.textContent).join('');
      if (text.includes('⟦') && inline.some((child) => child.tagName === 'CODE')) add(node, '', text);
      else inline.forEach(read);
      if (end >= 0) read(rest[end]);
      rest = end < 0 ? [] : rest.slice(end + 1);
    }
  };
  for (const node of document.querySelectorAll('title')) read(node);
  read(document.body);
  return found;
})()`;

/** Opens everything that is folded away, also in shadow roots. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const open = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.tagName === 'DETAILS') element.open = true;
        if (element.shadowRoot) open(element.shadowRoot);
      }
    };
    open(document);
  })()`);
  await drawn(page);
}

/** CSS pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  await drawn(page);
  return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
}
