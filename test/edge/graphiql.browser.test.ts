import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Examples } from '../../build/explorer/journeys.js';
import { launchChromium } from '../support/chromium.js';
import { editorOf, openExplorerWindow, runActiveTab } from '../support/explorer-page.js';
import type { ExplorerWindow } from '../support/explorer-page.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';

// Longer than a step of the browser may wait, so that a failure names its step.
jest.setTimeout(120_000);

let immograph: RunningImmograph;
let browser: Browser;
let examples: Examples;

beforeAll(async () => {
  [immograph, browser] = await Promise.all([startImmograph(), launchChromium()]);
  const settings = await fetch(`${immograph.origin}/graphiql/settings.json`);
  ({ examples } = (await settings.json()) as { examples: Examples });
});

afterAll(async () => {
  await browser.close();
  await immograph.stop();
});

let window: ExplorerWindow;
let page: Page;

beforeEach(async () => {
  window = await openExplorerWindow(browser, immograph.origin);
  page = await window.open();
});

afterEach(() => window.context.close());

type Stores = Readonly<{ localStorage: Record<string, string>; sessionStorage: Record<string, string> }>;

/** All that the page has written down, once `text` is in its tabs, which GraphiQL writes down last. */
async function storedWith(of: Page, text: string): Promise<string> {
  await of.waitForFunction((awaited) => {
    const { sessionStorage } = globalThis as unknown as Stores;
    return sessionStorage['graphiql:tabState']?.includes(awaited);
  }, text);
  return of.evaluate(() => {
    const { localStorage, sessionStorage } = globalThis as unknown as Stores;
    return JSON.stringify({ ...localStorage, ...sessionStorage });
  });
}

/** GraphiQL reads a tab's operation a moment after it shows it, and then notes its query. */
async function openTab(of: Page, title: string): Promise<void> {
  await of.getByRole('tab', { name: title }).click();
  await of.waitForFunction((awaited) => {
    const { sessionStorage } = globalThis as unknown as Stores;
    return sessionStorage['graphiql:query']?.includes(`query ${awaited}`);
  }, title);
}

/** Where a click lands depends on how much of the operation is laid out by then: only its first lines are sure to be seen. */
async function putFirst(into: Page, text: string): Promise<void> {
  await editorOf(into, 'Operation Editor').click();
  await into.keyboard.press('Control+Home');
  await into.keyboard.insertText(text);
}

const titles = [
  'Walk',
  'SearchAdverts',
  'PriceOverTime',
  'QuoteBeforeSpending',
  'BuyerMatches',
  'PropertyAndItsAdverts',
];

describe('the explorer in a browser', () => {
  it('shows the answer of the walk as soon as it is asked to run', async () => {
    await editorOf(page, 'Operation Editor').click();
    await page.keyboard.press('Control+Enter');

    await editorOf(page, 'Result Window').getByText(`"flxId": "${examples.advertFlxId}"`).first().waitFor();
    expect(window.faults).toEqual([]);
  });

  it('opens on journeys that this server answers', async () => {
    const answered: Record<string, unknown> = {};
    for (const title of titles) {
      await openTab(page, title);
      const { sent, answer } = await runActiveTab(page);
      answered[sent.operationName] = { errors: answer.errors, found: Object.values(answer.data)[0] };
    }

    const found = { errors: undefined, found: expect.anything() };
    expect(answered).toEqual(Object.fromEntries(titles.map((title) => [title, found])));
    expect(window.faults).toEqual([]);
  });

  it('reads like a manual: the documentation opens and describes the fields', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByRole('link', { name: 'Query', exact: true }).click();
    await docs.getByRole('link', { name: 'Advert', exact: true }).first().click();

    await docs.getByRole('link', { name: 'pricePosition', exact: true }).waitFor();
    expect(window.faults).toEqual([]);
  });

  it('checks a query against the schema while it is typed', async () => {
    await putFirst(page, 'query Wrong { noSuchField }\n');

    await page.locator('.squiggly-error').first().waitFor();
    expect(window.faults).toEqual([]);
  });

  it('lays a query out with what it loads from this server', async () => {
    await editorOf(page, 'Operation Editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('query Untidy{advert(flxId:"1"){flxId}}');
    await page.getByRole('button', { name: 'Prettify query' }).click();

    await editorOf(page, 'Operation Editor').getByText('query Untidy {', { exact: true }).waitFor();
    expect(window.faults).toEqual([]);
  });

  it('sends the key that the reader gives and never writes it down', async () => {
    await page.getByRole('button', { name: 'Headers' }).click();
    await editorOf(page, 'Headers').click();
    await page.keyboard.insertText('{ "Authorization": "Bearer the-readers-key" }');
    const { request } = await runActiveTab(page);
    await putFirst(page, '# edited\n');
    const stored = await storedWith(page, '# edited');

    expect(request.headers()['authorization']).toBe('Bearer the-readers-key');
    expect(stored).toContain('graphiql:queries');
    expect(stored).not.toContain('the-readers-key');
  });

  it('keeps the tabs as they were over a reload, and opens a new window on the journeys', async () => {
    await putFirst(page, '# edited\n');
    await storedWith(page, '# edited');
    await page.reload();
    await editorOf(page, 'Operation Editor').getByText('# edited').waitFor();
    const other = await window.open();

    expect(await page.getByRole('tab').count()).toBe(titles.length);
    expect(await other.getByRole('tab').count()).toBe(titles.length);
    expect(await editorOf(other, 'Operation Editor').textContent()).not.toContain('edited');
    expect(await editorOf(other, 'Variables').textContent()).toContain(examples.advertFlxId);
  });

  it('follows the colours of the system', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();

    await page.locator('.monaco-editor.vs-dark').first().waitFor();
  });

  it('shows what the graph says to a caller that it refuses', async () => {
    await window.context.route('**/graphql', (route) =>
      route.fulfill({
        status: 401,
        json: { errors: [{ message: 'No key', extensions: { code: 'UNAUTHENTICATED' } }] },
      }),
    );
    await runActiveTab(page);

    await editorOf(page, 'Result Window').getByText('UNAUTHENTICATED').waitFor();
  });

  it('opens with empty variables, asking for quotes alone, where the settings cannot be read', async () => {
    await window.context.route('**/graphiql/settings.json', (route) => route.fulfill({ status: 503 }));
    const other = await window.open();
    const { sent, request } = await runActiveTab(other);

    expect(sent.variables).toEqual({ flxId: '' });
    expect(request.headers()['immograph-dry-run']).toBe('1');
  });
});
