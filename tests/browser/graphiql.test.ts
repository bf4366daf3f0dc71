import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../world.ts';
import { keepScreenshot, openPage, startBrowser, whyNoBrowser } from './chromium.ts';

// The first test of a fresh clone bundles the page.
const timeoutMs = 60_000;
describe.skipIf(whyNoBrowser)(
  `GraphiQL in a browser${whyNoBrowser ? ` (${whyNoBrowser})` : ''}`,
  { timeout: timeoutMs },
  () => {
    let world: World;
    let goodToken: string;
    let expiredToken: string;
    let browser: Browser;

    beforeAll(async () => {
      world = await startWorld();
      goodToken = await world.token('customer', 'liwei');
      expiredToken = await world.sign({ exp: Math.floor(Date.now() / 1_000) - 60 });
      browser = await startBrowser();
    }, timeoutMs);
    afterAll(async () => {
      await browser?.close();
      await world?.[Symbol.asyncDispose]();
    });

    const open = async (size?: { width: number; height: number }) => {
      const opened = await openPage(browser, world.url, size);
      await opened.page.goto(`${world.url}/graphiql`);
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
      await page.getByText('One city by its GB/T 2260 code.').waitFor();
      expect(foreign).toEqual([]);
      expect(faults).toEqual([]);
      expect(await page.title()).toContain('Ecosystem Supergraph');
    });

    test('opens the examples as tabs, the profile first', async () => {
      const { page } = await open();
      const tabs = page.getByRole('tab');
      const names = (await tabs.allInnerTexts()).map((name) => name.trim());
      expect(names[0]).toBe('Profile');
      expect(names).toEqual(expect.arrayContaining(['City', 'Marketplaces', 'Practitioners', 'Product']));
    });

    test('runs the profile with a token and shows the data', async () => {
      const { page } = await open();
      await page.getByLabel('Token').fill(`Bearer ${goodToken}`);
      await run(page);
      await answer(page).getByText('displayName').waitFor();
      expect(await readAnswer(page)).toContain('小伟');
      await keepScreenshot(page, 'graphiql-profile');
    });

    test('keeps the token when the page is loaded again, and for this browser tab only', async () => {
      const { page } = await open();
      await page.getByLabel('Token').fill(goodToken);
      await page.reload();
      expect(await page.getByLabel('Token').inputValue()).toBe(goodToken);
      const other = await page.context().newPage();
      await other.goto(`${world.url}/graphiql`);
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
      expect(await readAnswer(page)).toContain('Shanghai');
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
      const examples = await page.getByRole('tab').count();
      await page.getByRole('button', { name: 'New tab' }).click();
      expect(await page.getByRole('tab').count()).toBe(examples + 1);
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reset examples' }).click()]);
      await page.getByRole('tab', { name: 'City' }).waitFor();
      expect(await page.getByRole('tab').count()).toBe(examples);
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
