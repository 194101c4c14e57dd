import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import type { Json } from './immograph.js';

export type ExplorerWindow = Readonly<{
  context: BrowserContext;
  /** What the browser did that it should not have: requests elsewhere, and whatever it complained of. */
  faults: readonly string[];
  open: () => Promise<Page>;
}>;

/** A browser of its own storage, whose pages are the explorer of the server at `origin`. */
export async function openExplorerWindow(browser: Browser, origin: string): Promise<ExplorerWindow> {
  const faults: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 } });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`request to ${url}`);
  });
  context.on('requestfailed', (request) =>
    faults.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  );
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  return {
    context,
    faults,
    open: async () => {
      const page = await context.newPage();
      await page.goto(`${origin}/graphiql`);
      await editorOf(page, 'Operation Editor').waitFor();
      return page;
    },
  };
}

export function editorOf(page: Page, name: 'Operation Editor' | 'Variables' | 'Headers' | 'Result Window'): Locator {
  return page.locator(`section[aria-label="${name}"] .view-lines`).locator('visible=true');
}

/** Runs what the active tab holds; tells what was sent, and what was answered. */
export async function runActiveTab(page: Page): Promise<{ request: Request; sent: Json; answer: Json }> {
  const [response] = await Promise.all([
    page.waitForResponse((each) => isOperation(each.request())),
    page.getByRole('button', { name: 'Execute query' }).click(),
  ]);
  const request = response.request();
  return { request, sent: request.postDataJSON(), answer: await response.json() };
}

function isOperation(request: Request): boolean {
  return request.method() === 'POST' && request.postDataJSON().operationName !== 'IntrospectionQuery';
}
