import { describe, expect, test } from '@jest/globals';
import { v16 } from '@simulator/ocpp';
import { carPresets, measurands } from '../index.js';
import { VirtualStation, START } from '../../test/virtual-station.js';

type Sampled = Record<'value' | 'measurand' | 'context' | 'phase' | 'location' | 'unit', string>;
interface MeterValue {
  timestamp: string;
  sampledValue: Sampled[];
}

const valuesOf = (payload: Record<string, unknown>): MeterValue[] => payload['meterValue'] as MeterValue[];

function charging(configuration: Record<string, string>, connectorId = 1, car = carPresets[0]): VirtualStation {
  const csms = new VirtualStation({ configuration: { MeterValueSampleInterval: '60', ...configuration } }).boot();
  csms.plug(connectorId, 20, 80, car);
  csms.tag('TAG', connectorId);
  return csms;
}

function firstSamples(csms: VirtualStation): Sampled[] {
  csms.advance(60);
  return valuesOf(csms.callsOf('MeterValues')[0]!.payload)[0]!.sampledValue;
}

describe('OCPP 1.6 §7.31 measurands', () => {
  test('every one of them gives what the schema allows', () => {
    const all = measurands.join(',');
    for (const connectorId of [1, 2]) {
      const csms = charging({ MeterValuesSampledData: all }, connectorId);
      csms.advance(60);
      const { payload } = csms.callsOf('MeterValues')[0]!;
      expect(v16.version.actions.MeterValues.validateRequest(payload)).toEqual([]);
    }
  });

  test('AC, three phases: current and voltage per phase, and V·A over the phases is W', () => {
    const samples = firstSamples(charging({ MeterValuesSampledData: 'Current.Import,Voltage,Power.Active.Import' }));
    expect(samples.map(({ phase }) => phase)).toEqual(['L1', 'L2', 'L3', 'L1-N', 'L2-N', 'L3-N', undefined]);
    const [i1, i2, i3, u1, u2, u3, power] = samples.map(({ value }) => Number(value));
    expect(Math.abs(i1! * u1! + i2! * u2! + i3! * u3! - power!)).toBeLessThan(10);
  });

  test('AC, a car on one phase: one phase', () => {
    const leaf = carPresets.find(({ name }) => name.includes('Leaf'))!;
    const samples = firstSamples(charging({ MeterValuesSampledData: 'Current.Import,Power.Active.Import' }, 1, leaf));
    expect(samples.map(({ phase }) => phase)).toEqual(['L1', undefined]);
    expect(samples.map(({ value }) => Number(value))).toEqual([28.7, 6600]);
  });

  test('DC: no phases; the car tells its state of charge', () => {
    const samples = firstSamples(charging({ MeterValuesSampledData: 'Current.Import,Voltage,SoC' }, 2));
    expect(samples.map(({ measurand, phase, location }) => [measurand, phase, location])).toEqual([
      ['Current.Import', undefined, 'Outlet'],
      ['Voltage', undefined, 'Outlet'],
      ['SoC', undefined, 'EV'],
    ]);
  });

  test('an interval measurand is the difference of the registers', () => {
    const csms = charging({ MeterValuesSampledData: 'Energy.Active.Import.Register,Energy.Active.Import.Interval' });
    csms.advance(600);
    let before = 0;
    for (const { payload } of csms.callsOf('MeterValues')) {
      const [register, interval] = valuesOf(payload)[0]!.sampledValue.map(({ value }) => Number(value));
      expect(interval).toBe(register! - before);
      before = register!;
    }
  });
});

describe('OCPP 1.6 §9.1 ClockAlignedDataInterval', () => {
  test('at multiples after midnight, for every connector; in a transaction with its id', () => {
    const csms = charging({ MeterValueSampleInterval: '0', ClockAlignedDataInterval: '900' });
    csms.advance(3600);
    const calls = csms.callsOf('MeterValues');
    expect(
      calls.map(({ payload, at }) => [payload['connectorId'], payload['transactionId'], (at - START) / 60_000]),
    ).toEqual(
      [15, 30, 45, 60].flatMap((minute) => [
        [1, 1001, minute],
        [2, undefined, minute],
      ]),
    );
    expect(valuesOf(calls[0]!.payload)[0]!.sampledValue[0]!.context).toBe('Sample.Clock');
  });

  test('outside a transaction it is not kept while offline; inside it is', () => {
    const csms = charging({ MeterValueSampleInterval: '0', ClockAlignedDataInterval: '900' });
    csms.csmsUp = false;
    csms.cut();
    csms.advance(1000);
    csms.csmsUp = true;
    csms.advance(300);
    expect(csms.callsOf('MeterValues').map(({ payload }) => payload['connectorId'])).toEqual([1]);
  });
});

test('OCPP 1.6 §9.1 StopTxnSampledData, StopTxnAlignedData: the values come with StopTransaction', () => {
  const csms = charging({
    MeterValueSampleInterval: '300',
    ClockAlignedDataInterval: '600',
    StopTxnSampledData: 'Energy.Active.Import.Register',
    StopTxnAlignedData: 'Power.Active.Import',
  });
  csms.advance(900);
  csms.tag('TAG');
  const { payload } = csms.callsOf('StopTransaction')[0]!;
  const data = payload['transactionData'] as MeterValue[];
  expect(data.map(({ sampledValue }) => [sampledValue[0]!.measurand, sampledValue[0]!.context])).toEqual([
    ['Energy.Active.Import.Register', 'Transaction.Begin'],
    ['Energy.Active.Import.Register', 'Sample.Periodic'],
    ['Energy.Active.Import.Register', 'Sample.Periodic'],
    ['Power.Active.Import', 'Sample.Clock'],
    ['Energy.Active.Import.Register', 'Sample.Periodic'],
    ['Energy.Active.Import.Register', 'Transaction.End'],
  ]);
  expect(Number(data.at(-1)!.sampledValue[0]!.value)).toBe(payload['meterStop']);
});
