import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { editorOf, openExplorerWindow, runActiveTab } from '../support/explorer-page.js';
import type { ExplorerWindow } from '../support/explorer-page.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

// Longer than a step of the browser may wait, so that a failure names its step.
jest.setTimeout(120_000);

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let browser: Browser;
let window: ExplorerWindow;
let page: Page;

beforeAll(async () => {
  [vendors, browser] = await Promise.all([startRecordedSandbox(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await vendors.close();
});

async function start(env: Readonly<Record<string, string>>): Promise<void> {
  vendors.forget();
  immograph = await startImmograph(env);
  window = await openExplorerWindow(browser, immograph.origin);
  page = await window.open();
}

afterEach(async () => {
  await window.context.close();
  await immograph.stop();
});

function spendSwitch(): Locator {
  return page.getByRole('switch', { name: 'Spend' });
}

function bill(): Locator {
  return page.getByRole('status', { name: 'Bill' });
}

function estimationsSent(): number {
  return vendors.calls('dimex', 'POST').length;
}

const once = { dimex: { billedEstimations: 1, priceEur: 0.2 } };

describe('the explorer where Dimex sends a bill', () => {
  beforeEach(async () => {
    const { DIMEX_URL = '', DIMEX_TOKEN = '' } = vendors.env;
    await start({ DIMEX_URL, DIMEX_TOKEN });
  });

  it('has nothing billed, and quotes under the answer, until its reader switches spending on', async () => {
    await page.getByText('Quote only: nothing is billed').waitFor();
    const quoted = await runActiveTab(page);

    expect(quoted.answer.errors).toBeUndefined();
    expect(quoted.answer.data.advert.valuationComparison.dimex).toBeNull();
    expect(quoted.answer.extensions.quote).toEqual(once);
    await bill().getByText('This would have billed 1 estimation: 0.20 €').waitFor();
    expect(estimationsSent()).toBe(0);

    await spendSwitch().check();
    await page.getByText('Spending: billed estimations cost real money').waitFor();
    const billed = await runActiveTab(page);

    expect(billed.answer.data.advert.valuationComparison.dimex).toMatchObject({ value: expect.anything() });
    expect(billed.answer.extensions).toMatchObject({ upstreams: once });
    expect(billed.answer.extensions).not.toHaveProperty('quote');
    await bill().getByText('This billed 1 estimation: 0.20 €').waitFor();
    expect(estimationsSent()).toBe(1);

    // Paid for once, it is answered for nothing from now on.
    await spendSwitch().uncheck();
    const kept = await runActiveTab(page);

    expect(kept.answer.data.advert.valuationComparison).toEqual(billed.answer.data.advert.valuationComparison);
    await expectEmpty(bill());
    expect(estimationsSent()).toBe(1);
    expect(window.faults).toEqual([]);
  });

  it('is switched by the keyboard alone', async () => {
    await page.getByRole('tab', { name: 'PropertyAndItsAdverts' }).focus();
    while (!(await isFocused(spendSwitch()))) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');

    expect(await spendSwitch().isChecked()).toBe(true);
    await page.keyboard.press('Space');
    expect(await spendSwitch().isChecked()).toBe(false);
  });

  it('forgets at a reload that spending was switched on', async () => {
    await spendSwitch().check();
    await page.reload();
    await editorOf(page, 'Operation Editor').waitFor();

    expect(await spendSwitch().isChecked()).toBe(false);
    await runActiveTab(page);
    expect(estimationsSent()).toBe(0);
  });

  it('is not talked into spending by a header in the headers tab', async () => {
    await page.getByRole('button', { name: 'Headers' }).click();
    await editorOf(page, 'Headers').click();
    await page.keyboard.insertText('{ "Immograph-Dry-Run": "0" }');
    const { answer } = await runActiveTab(page);

    expect(answer.extensions.quote).toEqual(once);
    expect(estimationsSent()).toBe(0);
  });

  it('shows nothing of quotes beside an operation without a valuation', async () => {
    await editorOf(page, 'Operation Editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('query WhoAmI { viewer { __typename } }');
    const { request } = await runActiveTab(page);
    const shown = editorOf(page, 'Result Window');
    await shown.getByText('"extensions"').first().waitFor();

    expect(request.headers()['immograph-dry-run']).toBe('1');
    expect(await shown.textContent()).not.toContain('quote');
    await expectEmpty(bill());
  });

  it('keeps each bill with the tab whose answer it is of', async () => {
    await runActiveTab(page);
    await bill().getByText('This would have billed').waitFor();
    await page.getByRole('tab', { name: 'SearchAdverts' }).click();
    await expectEmpty(bill());
    await page.getByRole('tab', { name: 'Walk' }).click();

    await bill().getByText('This would have billed').waitFor();
  });
});

describe('the explorer where the sandbox plays everything', () => {
  beforeEach(() => start({}));

  it('spends at once, without a word of money', async () => {
    const { request, answer } = await runActiveTab(page);

    expect(request.headers()).not.toHaveProperty('immograph-dry-run');
    expect(answer.data.advert.valuationComparison.dimex).toMatchObject({ value: expect.anything() });
    expect(answer.extensions).toMatchObject({ upstreams: once });
    expect(await spendSwitch().count()).toBe(0);
    expect(await bill().count()).toBe(0);
    expect(window.faults).toEqual([]);
  });
});

/** The notice stays in the page, so that what appears in it is read out. */
async function expectEmpty(notice: Locator): Promise<void> {
  await notice.and(page.locator(':empty')).waitFor({ state: 'attached' });
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((node: { matches: (selector: string) => boolean }) => node.matches(':focus'));
}
