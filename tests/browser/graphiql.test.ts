import { expiredToken, startEdgeServer } from '@ecosystem/gateway/testing/edge-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepScreenshot, openPage, startBrowser, whyNoBrowser } from './chromium.ts';

// The first test of a fresh clone bundles the page.
const timeoutMs = 60_000;
const profile = { id: 'profile', client: 'web', name: 'Profile', text: 'query Profile { me { id displayName } }\n' };
const city = {
  id: 'city',
  client: 'web',
  name: 'City',
  text: 'query City($code: ID!) { city(code: $code) { name } }\n',
};

describe.skipIf(whyNoBrowser)(
  `GraphiQL in a browser${whyNoBrowser ? ` (${whyNoBrowser})` : ''}`,
  { timeout: timeoutMs },
  () => {
    let server: Awaited<ReturnType<typeof startEdgeServer>>;
    let browser: Browser;

    beforeAll(async () => {
      server = await startEdgeServer([city, profile]);
      browser = await startBrowser();
    }, timeoutMs);
    afterAll(async () => {
      await browser?.close();
      await server?.[Symbol.asyncDispose]();
    });

    const open = async (size?: { width: number; height: number }) => {
      const opened = await openPage(browser, server.url, size);
      await opened.page.goto(`${server.url}/graphiql`);
      await opened.page.getByRole('button', { name: 'Execute query' }).waitFor();
      // Highlighted text: the editor and its grammar have arrived.
      await opened.page
        .locator('.graphiql-query-editor .view-line span.mtk1, .graphiql-query-editor .view-line')
        .first()
        .waitFor();
      return opened;
    };
    const run = (page: Page) => page.getByRole('button', { name: 'Execute query' }).click();
    const answer = (page: Page) => page.locator('.result-window .view-lines');
    /** The editor wraps long lines and shows spaces as no-break spaces. */
    const readAnswer = async (page: Page) => (await answer(page).allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');

    test('loads without a request that leaves this machine, and without a fault', async () => {
      const { page, foreign, faults } = await open();
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.getByRole('link', { name: 'Query' }).click();
      await page.getByText('Greets the caller.').waitFor();
      expect(foreign).toEqual([]);
      expect(faults).toEqual([]);
      expect(await page.title()).toContain('Ecosystem Supergraph');
    });

    test('opens the examples as tabs, the profile first', async () => {
      const { page } = await open();
      const tabs = page.getByRole('tab');
      expect((await tabs.allInnerTexts()).map((name) => name.trim())).toEqual(['Profile', 'City']);
    });

    test('runs the profile with a token and shows the data', async () => {
      const { page } = await open();
      await page.getByLabel('Token').fill('Bearer good');
      await run(page);
      await answer(page).getByText('displayName').waitFor();
      expect(await readAnswer(page)).toContain('李伟');
      await keepScreenshot(page, 'graphiql-profile');
    });

    test('keeps the token when the page is loaded again, and for this browser tab only', async () => {
      const { page } = await open();
      await page.getByLabel('Token').fill('good');
      await page.reload();
      expect(await page.getByLabel('Token').inputValue()).toBe('good');
      const other = await page.context().newPage();
      await other.goto(`${server.url}/graphiql`);
      expect(await other.getByLabel('Token').inputValue()).toBe('');
    });

    test('says that a token was refused, why, and no longer once it is replaced', async () => {
      const { page } = await open();
      const state = page.locator('#token-state');
      await page.getByLabel('Token').fill(expiredToken);
      await run(page);
      await state.getByText('Token refused: The access token has expired.').waitFor();
      await keepScreenshot(page, 'graphiql-refused');
      await page.getByLabel('Token').fill('');
      expect(await state.textContent()).toBe('No token: only public fields answer.');
    });

    test('shows the documentation though the token is refused', async () => {
      const { page } = await open();
      await page.getByLabel('Token').fill(expiredToken);
      await page.reload();
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.getByRole('link', { name: 'Query' }).waitFor();
    });

    test('runs an example with its variables', async () => {
      const { page } = await open();
      await page.getByRole('tab', { name: 'City' }).click();
      await run(page);
      await answer(page).getByText('name').waitFor();
      expect(await readAnswer(page)).toContain('上海');
    });

    test('shows the message of a broken query', async () => {
      const { page } = await open();
      await page.locator('.graphiql-query-editor .view-lines').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText('query Broken { me { nickname } }');
      // The worker that knows the schema has something to say before the server does.
      await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor();
      await run(page);
      await answer(page).getByText('Cannot query field').waitFor();
      expect(await readAnswer(page)).toContain('Cannot query field \\"nickname\\" on type \\"Customer\\".');
      await keepScreenshot(page, 'graphiql-broken');
    });

    test('brings the examples back', async () => {
      const { page } = await open();
      await page.getByRole('button', { name: 'New tab' }).click();
      expect(await page.getByRole('tab').count()).toBe(3);
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reset examples' }).click()]);
      await page.getByRole('tab', { name: 'City' }).waitFor();
      expect(await page.getByRole('tab').count()).toBe(2);
    });

    test('stands editor above answer on a narrow screen', async () => {
      const { page } = await open({ width: 480, height: 800 });
      const editor = await page.locator('.graphiql-editors').boundingBox();
      const response = await page.locator('.graphiql-response').boundingBox();
      expect(editor && response && editor.y + editor.height <= response.y).toBe(true);
      await keepScreenshot(page, 'graphiql-narrow');
    });
  },
);
