// What axe-core finds on a page, for the specs of everything that has one.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

interface Finding {
  id: string;
  impact: string | null;
  nodes: { target: string[] }[];
}

/**
 * Everything serious in the dark theme, and the contrasts in the light one as well; the page is left dark.
 * With SCREENSHOTS=folder in the environment a picture of each stays there, to be looked at.
 * @returns a line for each element at fault: `screen: rule at selector`
 */
export async function auditPage(page: Page, screen: string): Promise<string[]> {
  await show(page, 'dark');
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axeSource());
  await picture(page, `${screen}, dark`);
  const problems = await findings(page, screen, {});
  await show(page, 'light');
  await picture(page, `${screen}, light`);
  problems.push(...(await findings(page, `${screen}, light`, { runOnly: ['color-contrast'] })));
  await show(page, 'dark');
  return problems;
}

const axeSource = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function show(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // What fades in has its colours at the end only.
  await page.evaluate(
    `Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))).then(() => null)`,
  );
}

async function findings(page: Page, screen: string, options: object): Promise<string[]> {
  const how = JSON.stringify({ ...options, resultTypes: ['violations'] });
  const found = await page.evaluate<Finding[]>(`axe.run(document, ${how}).then(({ violations }) => violations)`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${screen}: ${id} at ${target.join(' ')}`));
}

/** For a person to look at: only with SCREENSHOTS=folder in the environment. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const { width } = page.viewportSize() ?? { width: 0 };
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w]+/g, '-')}-${width}.png`) });
}
