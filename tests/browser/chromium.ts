import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why browser tests cannot run here; undefined when they can. */
export const whyNoBrowser = existsSync(executablePath)
  ? undefined
  : `${executablePath} is missing; install it with: apt-get install chromium`;

/** What the browser asks for by itself is switched off, so that a foreign request is always the page's own. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless browser; the caller closes it. */
export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath, args: quiet });

/** A page of a visitor who has never been here, and every request it makes to another origin than `url`. */
export async function openPage(browser: Browser, url: string, size = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport: size });
  const foreign: string[] = [];
  // Refused as well as noted: the page is seen as without internet, and no test depends on another's server.
  await context.route(
    (address) => address.origin !== new URL(url).origin && address.protocol !== 'data:',
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('requestfailed', (request) => faults.push(describeFailure(request)));
  return { page, foreign, faults };
}

const describeFailure = (request: Request) => `${request.url()}: ${request.failure()?.errorText ?? 'failed'}`;

/** Keeps a picture for people under tests/browser/screenshots, which is not committed. */
export const keepScreenshot = (page: Page, name: string) =>
  page.screenshot({ path: `${import.meta.dirname}/screenshots/${name}.png` });
