// The Car tab in a real browser: which car, how full, how fast the time goes.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

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
    await editor.getByLabel('Power (kW), point 1').fill('0');
    await editor.getByText('Must be 0.1 to 4000').waitFor();
    await editor.getByLabel('Power (kW), point 1').fill('20');
    await editor.getByLabel('State of charge (%), point 2').fill('80');
    await editor.getByText('Must lie between its neighbours, 0 and 80 %').waitFor();
    await expect(editor.getByRole('button', { name: 'Keep this car' }).getAttribute('aria-disabled')).resolves.toBe(
      'true',
    );
    await editor.getByRole('button', { name: 'Remove point 2' }).click();
    await expect(editor.getByTestId('curve-point').count()).resolves.toBe(3);
    await editor.getByRole('button', { name: 'Keep this car' }).click();
    await visitor.page
      .getByLabel('Car', { exact: true })
      .locator('option:checked', { hasText: 'Slow one' })
      .waitFor({ state: 'attached' });
    await visitor.region('Time').waitFor();
    await visitor.page.getByRole('tabpanel').getByRole('button', { name: 'Plug in', exact: true }).last().click();
    await visitor.page.getByRole('heading', { name: /^Slow one/ }).waitFor();
  });

  async function editCurve(): Promise<void> {
    await visitor.tryItNow();
    await visitor.openTab('Car');
    await visitor.button('Change the charging curve').click();
  }

  const handle = (number: number) =>
    visitor.page.getByRole('slider', { name: new RegExp(`^Point ${number} of \\d+ of the charging curve$`) });
  const place = async (number: number) => {
    const { x, y, width, height } = (await handle(number).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const valueOf = (number: number) => handle(number).getAttribute('aria-valuetext');

  it('charges along the curve whose points were dragged', async () => {
    await editCurve();
    const { page } = visitor;
    // Of the scale, 150 kW: a fifth is 30 kW.
    for (const [number, soc] of [
      [1, 0],
      [2, 60],
    ] as const) {
      await handle(number).scrollIntoViewIfNeeded();
      const from = await place(number);
      const frame = (await page.getByTestId('curve-plot').boundingBox())!;
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(frame.x + (frame.width * soc) / 100, frame.y + frame.height * 0.8, { steps: 6 });
      await page.mouse.up();
      expect(await valueOf(number)).toMatch(new RegExp(`^(29|30|31)(\\.\\d)? kW at ${soc} %$`));
    }
    await visitor.button('Charge along this curve').click();
    await visitor.openTab('Session');
    await page.waitForFunction(() => {
      const shown = document.querySelector<HTMLElement>('[data-testid=connector-power]');
      return shown !== null && Number(shown.dataset['powerW']) < 35_000;
    });
    const power = Number(await page.getByTestId('connector-power').getAttribute('data-power-w'));
    expect(power).toBeGreaterThan(25_000);
    // The car in the garage keeps its curve, and gives it back.
    await visitor.openTab('Car');
    await visitor.button('Change the charging curve').click();
    await visitor.button('Back to the car’s own curve').click();
    expect(await valueOf(2)).toBe('129 kW at 50 %');
  });

  it('has the same curve moved, filled in and emptied by keyboard and by numbers', async () => {
    await editCurve();
    const { page } = visitor;
    await handle(2).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await valueOf(2)).toBe('118 kW at 46 %');
    await expect(page.getByLabel('Power (kW), point 2').inputValue()).resolves.toBe('118');
    await page.getByLabel('State of charge (%), point 2').fill('79,5');
    expect(await valueOf(2)).toBe('118 kW at 79.5 %');
    // No further than to the point beside it.
    await handle(2).press('Shift+ArrowRight');
    expect(await valueOf(2)).toBe('118 kW at 79 %');
    await handle(2).press('Delete');
    expect(await valueOf(2)).toBe('64.5 kW at 80 %');
    await expect(handle(2).evaluate((element) => element === document.activeElement)).resolves.toBe(true);
    await handle(1).press('Delete');
    await expect(page.getByTestId('curve-point').count()).resolves.toBe(3);
    await visitor.button('Add a point').click();
    expect(await valueOf(2)).toBe('96.8 kW at 40 %');
    const plot = page.getByTestId('curve-plot');
    const { width, height } = (await plot.boundingBox())!;
    await plot.dblclick({ position: { x: width * 0.6, y: height * 0.9 } });
    await handle(5).waitFor();
    expect(await valueOf(3)).toMatch(/^1[3-7](\.\d)? kW at 60 %$/);
  });

  it('lets a finger move a point on a small screen, and shows no more than fits', async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 390, height: 844 });
    await editCurve();
    await handle(2).scrollIntoViewIfNeeded();
    const { x, y } = await place(2);
    const touch = await page.context().newCDPSession(page);
    const send = (type: string, touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type: type as 'touchMove', touchPoints });
    await send('touchStart', [{ x, y }]);
    for (let part = 1; part <= 8; part++) await send('touchMove', [{ x, y: y + 10 * part }]);
    await send('touchEnd', []);
    const scale = (await page.getByTestId('curve-plot').boundingBox())!.height;
    const kw = Number(/^[\d.]+/.exec((await valueOf(2))!)![0]);
    expect(kw).toBeCloseTo(129 - (150 * 80) / scale, 0);
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
  });
});
