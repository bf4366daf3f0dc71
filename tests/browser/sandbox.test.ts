import { startEdgeServer } from '@ecosystem/gateway/testing/edge-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepScreenshot, openPage, startBrowser, whyNoBrowser } from './chromium.ts';

const timeoutMs = 60_000;
const profile = { id: 'profile', client: 'web', name: 'Profile', text: 'query Profile { me { id displayName } }\n' };

describe.skipIf(whyNoBrowser)(
  `Sandbox in a browser${whyNoBrowser ? ` (${whyNoBrowser})` : ''}`,
  { timeout: timeoutMs },
  () => {
    let server: Awaited<ReturnType<typeof startEdgeServer>>;
    let browser: Browser;

    beforeAll(async () => {
      server = await startEdgeServer([profile]);
      browser = await startBrowser();
    }, timeoutMs);
    afterAll(async () => {
      await browser?.close();
      await server?.[Symbol.asyncDispose]();
    });

    test('is asked for from Apollo, with our endpoint and the first operation', async () => {
      const { page, foreign } = await openPage(browser, server.url);
      await page.goto(server.url);
      expect(foreign).toContainEqual(expect.stringMatching(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\//));
      expect(await page.evaluate('initialEndpoint')).toBe(`${server.url}/graphql`);
      expect(await page.evaluate('embeddedSandboxConfig.initialState.document')).toContain('query Profile');
    });

    test('without internet leaves a sentence, and a link that leads to GraphiQL', async () => {
      const { page } = await openPage(browser, server.url);
      await page.goto(server.url);
      await page.getByText('Apollo Sandbox cannot be loaded').waitFor();
      // Apollo fades it in, so that it does not flash where Sandbox is on its way.
      const readOpacity = () => page.evaluate("getComputedStyle(document.querySelector('.fallback')).opacity");
      await expect.poll(readOpacity, { timeout: timeoutMs }).toBe('1');
      await keepScreenshot(page, 'sandbox-offline');
      await page.getByRole('link', { name: 'GraphiQL' }).click();
      await page.getByRole('button', { name: 'Execute query' }).waitFor();
      expect(page.url()).toBe(`${server.url}/graphiql`);
    });
  },
);
