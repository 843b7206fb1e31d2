// The Configuration tab in a real browser.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'the configuration', () => {
  const visitor = newVisitors();
  const key = (name: string) => visitor.page.locator(`[data-testid=configuration-key][data-key=${name}]`);

  it('finds a key, refuses what is no value for it, takes what is, and it is in force at once', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Configuration');
    await visitor.page.getByLabel('Search keys').fill('sample interval');
    await visitor.page.getByText('1 key', { exact: true }).waitFor();
    await visitor.button('Change MeterValueSampleInterval').click();
    const field = visitor.page.getByRole('textbox', { name: 'MeterValueSampleInterval' });
    await field.fill('often');
    await visitor.page.getByText('MeterValueSampleInterval must be a whole number.').waitFor();
    await field.press('Enter');
    await field.fill('1');
    await field.press('Enter');
    await key('MeterValueSampleInterval').locator('code', { hasText: /^1$/ }).waitFor();
    const before = visitor.payloadsOf('MeterValues').length;
    await visitor.sent('MeterValues', before + 3);
    await visitor.page.reload();
    await visitor.openTab('Configuration');
    await visitor.button('Changed').click();
    await key('MeterValueSampleInterval').locator('code', { hasText: /^1$/ }).waitFor();
  });

  it('offers no change of read-only keys, marks what needs a reboot, and never shows a password', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Configuration');
    await key('NumberOfConnectors').getByText('read-only').waitFor();
    await expect(visitor.button('Change NumberOfConnectors').count()).resolves.toBe(0);
    await key('SecurityProfile').getByText('needs a reboot').waitFor();
    await visitor.button('Change AuthorizationKey').click();
    await visitor.page.getByRole('textbox', { name: 'AuthorizationKey' }).fill('open-sesame');
    await visitor.page.keyboard.press('Enter');
    await key('AuthorizationKey').getByText('••••').waitFor();
    await visitor.page.locator('[data-kind=event]', { hasText: 'AuthorizationKey changed by hand' }).waitFor();
    expect(await visitor.page.locator('body').innerText()).not.toContain('open-sesame');
  });

  it('is left by Escape with the focus where it was, and fits a telephone', async () => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.tryItNow();
    await visitor.openTab('Configuration');
    await visitor.button('Change MeterValuesSampledData').click();
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.locator('[aria-label="Change MeterValuesSampledData"]:focus').waitFor();
  });
});
