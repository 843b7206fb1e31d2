// The Car tab in a real browser: which car, how full, how fast the time goes.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(60_000);

const vehicle = {
  brand: 'Solar',
  model: 'Cart',
  usable_battery_size: 20,
  ac_charger: { usable_phases: 1, max_power: 3.7 },
  dc_charger: { max_power: 50, charging_curve: [] },
};

const fileOf = (name: string, content: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(content)),
});

describeWith('Chromium', 'the car', () => {
  const visitor = newVisitors();
  const banner = () => visitor.page.getByTestId('disturbance-banner');
  const soc = async () =>
    Number(/at ([\d.]+) %/.exec(await visitor.page.locator('#connector-card h2').innerText())?.[1]);

  it('leaps to a state of charge and runs fast, both marked, and the meter counts what flowed', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Car');
    await visitor.page.getByText('Not real time:').waitFor();
    await visitor.page.getByLabel('Leap to a state of charge (%)').fill('20');
    await visitor.page.getByText(/Must be \d+ to 80/).waitFor();
    await visitor.page.getByLabel('Leap to a state of charge (%)').fill('60');
    await visitor.button('Leap').click();
    await visitor.page.locator('#connector-card h2', { hasText: 'at 60.' }).waitFor();
    await visitor.page.getByLabel(/The clock runs/).press('End');
    await banner().getByText('Clock runs 60×').waitFor();
    const before = await soc();
    while ((await soc()) < before + 0.5) await visitor.page.waitForTimeout(50);
    await visitor.button('End all').click();
    await banner().waitFor({ state: 'detached' });
    await visitor.openTab('Session');
    const energyWh = await visitor.page.getByTestId('connector-energy').getAttribute('data-energy-wh');
    // From 34 % to at least 60 % of 60 kWh.
    expect(Number(energyWh)).toBeGreaterThan(0.26 * 60_000);
    const time = await visitor.page.locator('dt', { hasText: 'Time' }).locator('..').locator('dd').innerText();
    expect(Number(time.split(':')[0])).toBeGreaterThanOrEqual(6);
  });

  it('sets the state of charge by hand, and the target', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Car');
    await visitor.page.getByLabel('State of charge (%)', { exact: true }).fill('79,9');
    await visitor.button('Set it').click();
    await visitor.openTab('Session');
    await visitor.status('SuspendedEV');
    await visitor.openTab('Car');
    await visitor.page.getByLabel(/The car stops at/).press('End');
    await visitor.openTab('Session');
    await visitor.status('Charging');
  });

  it('takes a file of cars, or says where it is wrong and changes nothing; the choice is that of the session', async () => {
    await visitor.tryItNow();
    await visitor.page.getByRole('tab', { name: /^1 · AC/ }).click();
    await visitor.openTab('Car');
    const field = visitor.page.getByLabel('A file of Open EV Data (JSON)');
    await field.setInputFiles(fileOf('wrong.json', { data: [{ ...vehicle, usable_battery_size: 'big' }] }));
    const problem = 'wrong.json: /data/0/usable_battery_size: must be a number greater than 0. Nothing was imported.';
    await visitor.page.getByText(problem).waitFor();
    await expect(visitor.page.locator('option', { hasText: 'Solar Cart' }).count()).resolves.toBe(0);
    await field.setInputFiles(fileOf('right.json', { data: [vehicle] }));
    await visitor.page.getByText('1 imported.').waitFor();
    await visitor.page
      .getByRole('combobox', { name: 'Car', exact: true })
      .selectOption({ label: 'Solar Cart · 20 kWh, 3.7 kW' });
    await visitor.openTab('Session');
    await visitor.button('Plug in').click();
    await visitor.status('Preparing');
    await visitor.page.locator('.connector-car', { hasText: 'Solar Cart' }).waitFor();
    await visitor.page.reload();
    await visitor.page.locator('.connector-car', { hasText: /./ }).waitFor();
    await visitor.page.getByRole('tab', { name: /^1 · AC/ }).click();
    await visitor.button('Unplug').click();
    await visitor.page.locator('option', { hasText: 'Solar Cart' }).waitFor({ state: 'attached' });
  });

  it('makes a car of one’s own, with a curve point by point, and plugs it in', async () => {
    await visitor.tryItNow();
    await visitor.button('Stop charging').click();
    await visitor.button('Unplug').click();
    await visitor.openTab('Car');
    await visitor.button('Edit as a car of your own').click();
    const editor = visitor.page.getByRole('form', { name: 'Car of your own' });
    await editor.getByLabel('Name').fill('Slow one');
    await editor.getByLabel(/^Charging curve/).fill('0: 20');
    await editor.getByText('It must go from 0 % to 100 %.').waitFor();
    await editor.getByLabel(/^Charging curve/).fill('0: 20\n100: 5');
    await editor.getByRole('button', { name: 'Keep this car' }).click();
    await visitor.page
      .getByLabel('Car', { exact: true })
      .locator('option:checked', { hasText: 'Slow one' })
      .waitFor({ state: 'attached' });
    await visitor.region('Time').waitFor();
    await visitor.page.getByRole('tabpanel').getByRole('button', { name: 'Plug in', exact: true }).last().click();
    await visitor.page.getByRole('heading', { name: /^Slow one/ }).waitFor();
  });
});
