// Charging profiles, reservations, local list and cache, set by the CSMS and seen in a real browser.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'what the CSMS has told the station', () => {
  const visitor = newVisitors();

  it('shows the installed profile, that it sets the limit, and the composite schedule', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Charging profiles');
    await visitor.region('Installed profiles').getByText('None.').waitFor();
    visitor.csmsCalls('SetChargingProfile', {
      connectorId: 2,
      csChargingProfiles: {
        chargingProfileId: 9,
        stackLevel: 3,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: {
          chargingRateUnit: 'W',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 40_000 },
            { startPeriod: 1800, limit: 20_000 },
          ],
        },
      },
    });
    const profile = visitor.page.getByTestId('profile');
    await profile.getByText('Profile 9 · TxDefaultProfile · stack level 3').waitFor();
    await profile.getByText('Sets the limit of connector 2 now').waitFor();
    await visitor.page.getByText('40.0 kW offered, limited by profile 9 (TxDefaultProfile, stack level 3)').waitFor();
    await profile.getByText('2 periods').click();
    await profile.getByText('from 30:00: 20000 W').waitFor();
    await visitor.page.getByLabel('Composite schedule of').selectOption('1 hour');
    const drawing = visitor.page.getByRole('img', {
      name: /^Limit of connector 2: from 0:00 40\.0 kW, from .* 20\.0 kW$/,
    });
    await drawing.waitFor();
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
  });

  it('shows reservations, the local list and the cache', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Local list & cache');
    await visitor.region('Cache').getByText('DEMO-TAG', { exact: true }).waitFor();
    visitor.csmsCalls('SendLocalList', {
      listVersion: 12,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'STAFF', idTagInfo: { status: 'Blocked', parentIdTag: 'OFFICE' } }],
    });
    const list = visitor.region('Local list');
    await list.getByTestId('list-version').getByText('version 12').waitFor();
    await list.getByRole('row', { name: /^STAFF Blocked OFFICE never/ }).waitFor();
    visitor.csmsCalls('ReserveNow', {
      connectorId: 1,
      expiryDate: new Date(Date.now() + 600_000).toISOString(),
      idTag: 'STAFF',
      reservationId: 31,
    });
    await visitor
      .region('Reservations')
      .getByText(/Reservation 31: connector 1 for card STAFF, (10|9) min left/)
      .waitFor();
  });

  it('changes the list by hand, version by version, and clears the cache; nothing of it is a message', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Local list & cache');
    const list = visitor.region('Local list');
    const version = (words: string) => list.getByTestId('list-version').getByText(words, { exact: true }).waitFor();
    const card = visitor.region('The driver’s card');
    await card.getByText('In the cache: Accepted').waitFor();
    await visitor.button('Clear the cache').click();
    await visitor.region('Cache').getByText('Empty.').waitFor();
    await card.getByText('Not known to the station').waitFor();

    await version('none yet');
    await visitor.button('Add a card').click();
    const form = list.getByRole('form', { name: 'New card on the list' });
    // The driver's card is the first that one would put there.
    await expect(form.getByLabel('Card (idTag)').inputValue()).resolves.toBe('DEMO-TAG');
    await form.getByLabel('Parent id').fill('X'.repeat(21));
    await form.getByText('21 characters; OCPP 1.6 allows 20.').waitFor();
    await form.getByLabel('Parent id').fill('OFFICE');
    await form.getByLabel('Status').selectOption('Blocked');
    await form.getByLabel('Expires').fill('2020-01-01T00:00');
    await form.getByRole('button', { name: 'Put it on the list' }).click();
    await version('version 1');
    await list.getByRole('row', { name: /^DEMO-TAG Blocked OFFICE expired/ }).waitFor();
    await card.getByText('On the local list: Blocked, parent id OFFICE, expired').waitFor();

    await list.getByRole('button', { name: 'Edit DEMO-TAG', exact: true }).click();
    const change = list.getByRole('form', { name: 'Card DEMO-TAG on the list', exact: true });
    await expect(change.getByLabel('Expires').inputValue()).resolves.toBe('2020-01-01T00:00');
    await change.getByLabel('Status').selectOption('Accepted');
    await change.getByLabel('Expires').fill('');
    await change.getByRole('button', { name: 'Change the entry' }).click();
    await version('version 2');
    await list.getByRole('row', { name: /^DEMO-TAG Accepted OFFICE never/ }).waitFor();

    await list.getByLabel('Version of the list').fill('2');
    await list.getByText('Must be 3 to 2147483647').waitFor();
    await list.getByLabel('Version of the list').fill('40');
    await visitor.button('Set the version').click();
    await version('version 40');
    visitor.csmsCalls('GetLocalListVersion', {});
    await visitor.page
      .locator('[data-testid=timeline-row][data-action=GetLocalListVersion]', { hasText: '40' })
      .waitFor();
    await list.getByRole('button', { name: 'Remove DEMO-TAG from the list', exact: true }).click();
    await version('version 41');
    await list.getByText('No card.').waitFor();
    await expect(visitor.page.locator('[data-action=SendLocalList], [data-action=ClearCache]').count()).resolves.toBe(
      0,
    );
  });
});
