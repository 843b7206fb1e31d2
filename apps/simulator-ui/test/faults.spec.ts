// Faults on purpose, and the red banner, in a real browser.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'faults on purpose', () => {
  const visitor = newVisitors();
  const banner = () => visitor.page.getByTestId('disturbance-banner');

  it('breaks a connector with code and vendor code, says so in red, and ends it from there', async () => {
    await visitor.tryItNow();
    await expect(banner().count()).resolves.toBe(0);
    await visitor.openTab('Faults');
    const connector = visitor.region('Connector 2');
    await connector.getByLabel('Error code').selectOption('OverVoltage');
    await connector.getByLabel('Vendor code (optional)').fill('E-42');
    await connector.getByRole('button', { name: 'Inject the fault' }).click();
    await banner().getByText('Connector 2: OverVoltage (E-42)').waitFor();
    await visitor.openTab('Session');
    await visitor.status('Faulted');
    await visitor.button('End: Connector 2: OverVoltage (E-42)').click();
    await banner().waitFor({ state: 'detached' });
    await visitor.page.locator('[data-testid=connector-status]:not([data-status=Faulted])').waitFor();
    const faulted = { connectorId: 2, status: 'Faulted', errorCode: 'OverVoltage', vendorErrorCode: 'E-42' };
    await visitor.arrived(() => visitor.payloadsOf('StatusNotification').some(({ status }) => status === 'Faulted'));
    expect(visitor.payloadsOf('StatusNotification')).toContainEqual(expect.objectContaining(faulted));
  });

  it('warns without a change of status, and ends several disturbances at once', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Faults');
    const connector = visitor.region('Connector 2');
    await connector.getByLabel('Warning: the status stays').check();
    await connector.getByRole('button', { name: 'Inject the fault' }).click();
    await connector.getByRole('button', { name: 'Meter broken' }).click();
    await visitor.page.getByLabel('Firmware updates and uploads').selectOption('UploadFailed');
    await banner().getByText('Connector 2: GroundFailure, warning').waitFor();
    await banner().getByText('Jobs end with UploadFailed').waitFor();
    await expect(banner().getByRole('listitem').count()).resolves.toBe(3);
    await visitor.button('End all').click();
    await banner().waitFor({ state: 'detached' });
    await visitor.openTab('Session');
    await visitor.status('Charging');
  });

  it('breaks the wire only with what makes sense, field by field', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Faults');
    const wire = visitor.page.getByRole('form', { name: 'Wire' });
    await wire.getByLabel('Malformed JSON (%)').fill('1000');
    await wire.getByText('Must be 0 to 100').waitFor();
    await visitor.page.keyboard.press('Enter');
    await expect(banner().count()).resolves.toBe(0);
    await wire.getByLabel('Malformed JSON (%)').fill('0');
    await wire.getByLabel('Sent twice (%)').fill('100');
    await visitor.page.keyboard.press('Enter');
    await banner().getByText('Wire: 100 % doubled').waitFor();
    await visitor.openTab('Session');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await visitor.sent('StopTransaction', 2);
  });

  it('cuts the power and gives it back: the transaction ends with PowerLoss', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Faults');
    await visitor.button('Cut the power').click();
    await banner().getByText('Power lost').waitFor();
    await visitor.button('Restore the power').click();
    await banner().waitFor({ state: 'detached' });
    await visitor.page.locator('[data-action=StopTransaction]').waitFor();
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ reason: 'PowerLoss' }]);
    expect(visitor.payloadsOf('BootNotification')).toHaveLength(2);
  });

  it('cuts the connection for a while', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Faults');
    await visitor.page.getByLabel('Cut the connection for (s)').fill('1');
    await visitor.button('Cut the connection').click();
    const pill = visitor.page.getByTestId('connection-pill');
    await pill.filter({ hasText: /next try/ }).waitFor();
    await pill.filter({ hasText: /Connected/ }).waitFor();
  });

  it('moves between the tabs by arrow keys, and fits a telephone', async () => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.tryItNow();
    await visitor.page.getByRole('tab', { name: 'Session', exact: true }).focus();
    await visitor.page.keyboard.press('End');
    await visitor.page.keyboard.press('ArrowRight');
    await visitor.page.locator('[role=tab][aria-selected=true]', { hasText: 'Session' }).waitFor();
    await visitor.openTab('Faults');
    await visitor.region('Connector 1').waitFor();
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
  });
});
