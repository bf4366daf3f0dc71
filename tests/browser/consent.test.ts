import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsentWorld, startConsentWorld } from '../consent-world.ts';
import { findBarriers } from './accessibility.ts';
import { keepScreenshot, startBrowser, whyNoBrowser } from './chromium.ts';

const timeoutMs = 60_000;
const question = {
  consent_scopes: 'PROFILE_BASIC HEALTH_SUMMARY HEALTH_PRESCRIPTIONS',
  purpose: 'To show the doctor how active you are and what you take.',
  duration: 'TIME_BOUND',
  ttl_days: '7',
};
const activity = 'Your age group and how active you are';
const prescriptions = 'Your current prescriptions';

describe.skipIf(whyNoBrowser)(
  `Consent in a browser${whyNoBrowser ? ` (${whyNoBrowser})` : ''}`,
  { timeout: timeoutMs },
  () => {
    let world: ConsentWorld;
    let browser: Browser;

    beforeAll(async () => {
      world = await startConsentWorld();
      browser = await startBrowser();
    }, timeoutMs);
    afterAll(async () => {
      await browser?.close();
      await world?.[Symbol.asyncDispose]();
    });

    const open = async (options: Parameters<Browser['newContext']>[0] = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      return { page, faults };
    };
    const begin = (page: Page, changes: Record<string, string> = {}) =>
      page.goto(world.partner.startAt({ ...question, ...changes }));
    const signIn = async (page: Page, customer: number) => {
      await page.getByLabel('Sign-in code').fill(await world.signInCode(customer));
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const choose = (page: Page, scope: string, answer: string) =>
      page.getByRole('group', { name: scope }).getByRole('radio', { name: answer }).check();
    const allow = (page: Page) => page.getByRole('button', { name: 'Allow what I chose' }).click();
    const lastConsentOf = async (customer: number) => (await world.consentsOf(customer)).at(-1);

    test('granting everything brings the partner a token that is bound to the consent', async () => {
      const { page, faults } = await open();
      await begin(page);
      await signIn(page, 1);
      await page.getByRole('checkbox', { name: 'Your name and city' }).check();
      await choose(page, activity, 'Yes');
      await choose(page, prescriptions, 'Yes');
      await allow(page);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      expect(await lastConsentOf(1)).toMatchObject({
        status: 'AUTHORISED',
        scopes: ['PROFILE_BASIC', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS'],
      });
      expect(world.partner.answers.at(-1)?.token).toMatchObject({ token_type: 'Bearer', scope: 'partner:read' });
      expect(faults).toEqual([]);
    });

    test('granting a part brings just that; nothing is chosen beforehand', async () => {
      const { page } = await open();
      await begin(page);
      await signIn(page, 2);
      expect(await page.locator('input:checked').count()).toBe(0);
      await page.getByRole('checkbox', { name: 'Your name and city' }).check();
      await choose(page, activity, 'No');
      await choose(page, prescriptions, 'No');
      await allow(page);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      expect(await lastConsentOf(2)).toMatchObject({ status: 'AUTHORISED', scopes: ['PROFILE_BASIC'] });
    });

    test('refusing brings the browser back, and the partner nothing', async () => {
      const { page } = await open();
      await begin(page);
      await signIn(page, 3);
      await page.getByRole('button', { name: 'Refuse everything' }).click();
      await page.getByRole('heading', { name: 'Nothing was allowed' }).waitFor();
      expect(world.partner.answers.at(-1)).toEqual({ error: 'access_denied', token: null });
      expect(await lastConsentOf(3)).toMatchObject({ status: 'REJECTED', scopes: [] });
    });

    test('a sensitive thing that was not answered is named, and its link leads there', async () => {
      const { page } = await open();
      await begin(page);
      await signIn(page, 4);
      await page.getByRole('checkbox', { name: 'Your name and city' }).check();
      await choose(page, activity, 'No');
      await allow(page);
      const alert = page.getByRole('alert');
      await alert.getByRole('link', { name: prescriptions }).click();
      expect(await page.evaluate("document.activeElement.querySelector('legend').textContent")).toBe(prescriptions);
      expect(await page.getByRole('checkbox', { name: 'Your name and city' }).isChecked()).toBe(true);
      expect(await findBarriers(page)).toEqual([]);
      await keepScreenshot(page, 'consent-problem');
    });

    test('a permission is taken back on the customer’s own page', async () => {
      const { page } = await open();
      await begin(page);
      await signIn(page, 5);
      await page.getByRole('checkbox', { name: 'Your name and city' }).check();
      await choose(page, activity, 'No');
      await choose(page, prescriptions, 'No');
      await allow(page);
      await page.goto(`${world.url}/consents`);
      // The newest is the first.
      await page
        .getByRole('link', { name: /^Take back the permission of/ })
        .first()
        .click();
      expect(await findBarriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'Take it back' }).click();
      await page.getByRole('status').getByText('The permission is taken back.').waitFor();
      expect(await lastConsentOf(5)).toMatchObject({ status: 'REVOKED' });
      expect(await findBarriers(page)).toEqual([]);
    });

    test('everything can be done with the keyboard alone', async () => {
      const { page } = await open();
      await begin(page);
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const focused = () => page.evaluate('document.activeElement.textContent || document.activeElement.name');
      // Past the link that skips the head.
      await press('Tab', 'Tab');
      expect(await focused()).toBe('code');
      await page.keyboard.type(await world.signInCode(6));
      await press('Enter');
      await page.getByRole('heading', { name: 'What you allow' }).waitFor();
      await press('Tab');
      expect(await focused()).toBe('Skip to the content');
      await press('Enter', 'Tab', 'Space');
      // A radio group is one stop; arrows choose.
      await press('Tab', 'Space', 'ArrowDown', 'Tab', 'Space', 'ArrowDown');
      // Past the link to the permissions.
      await press('Tab', 'Tab');
      expect(await focused()).toBe('Allow what I chose');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
      await press('Enter');
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      expect(await lastConsentOf(6)).toMatchObject({ status: 'AUTHORISED', scopes: ['PROFILE_BASIC'] });
    });

    test.each([
      ['a large screen', { viewport: { width: 1280, height: 900 } }],
      ['a large screen at 200 %', { viewport: { width: 640, height: 450 } }],
      ['a phone', { viewport: { width: 375, height: 812 } }],
      ['the smallest phone', { viewport: { width: 320, height: 640 } }],
      ['a dark screen', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
    ])('the pages have no barriers on %s', async (name, options) => {
      const { page } = await open(options);
      const look = async (what: string) => {
        expect(await findBarriers(page)).toEqual([]);
        await keepScreenshot(page, `consent-${what}-${name.replaceAll(/\W+/g, '-')}`);
      };
      await begin(page);
      await look('sign-in');
      await page.getByLabel('Sign-in code').fill('WRONG');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('This code does not work').waitFor();
      await look('wrong-code');
      await signIn(page, 7);
      await page.getByRole('heading', { name: 'What you allow' }).waitFor();
      await look('question');
      await page.getByRole('checkbox', { name: 'Your name and city' }).check();
      await choose(page, activity, 'Yes');
      await choose(page, prescriptions, 'No');
      await allow(page);
      await page.goto(`${world.url}/consents`);
      await look('overview');
      await page.goto(`${world.url}/oidc/auth?client_id=nobody`);
      await look('broken-link');
    });

    test('nothing needs scripts', async () => {
      const { page } = await open({ javaScriptEnabled: false });
      await begin(page);
      await signIn(page, 1);
      await page.getByRole('button', { name: 'Refuse everything' }).click();
      await page.getByRole('heading', { name: 'Nothing was allowed' }).waitFor();
    });
  },
);
