import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What a page does against the rules of WCAG 2.2, A and AA, and of good practice, one line for each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // The page's own policy lets no script run; this one comes from the debugger, past it.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found: unknown = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))",
  );
  const counted = await page.evaluate(
    `({
      headings: document.querySelectorAll('h1').length,
      tabs: document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })`,
  );
  const { headings, tabs, wide } = counted as { headings: number; tabs: number; wide: boolean };
  return [
    ...(found as string[]),
    ...(headings === 1 ? [] : [`${headings} main headings`]),
    ...(tabs === 0 ? [] : [`${tabs} elements change the order of the keyboard`]),
    ...(wide ? ['the page must be scrolled sideways'] : []),
  ];
}
