// Charging profiles, reservations, local list and cache, set by the CSMS and seen in a real browser.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(60_000);

describeWith('Chromium', 'what the CSMS has told the station', () => {
  const visitor = newVisitors();

  it('shows the installed profile, that it sets the limit, and the composite schedule', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Profiles');
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
    await visitor.openTab('Cards');
    await visitor
      .region('Cache')
      .getByText(/demo-tag/i)
      .waitFor();
    visitor.csmsCalls('SendLocalList', {
      listVersion: 12,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'STAFF', idTagInfo: { status: 'Blocked', parentIdTag: 'OFFICE' } }],
    });
    const list = visitor.region('Local list, version 12');
    await list.getByText('Blocked').waitFor();
    await list.getByText('group OFFICE').waitFor();
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
});
