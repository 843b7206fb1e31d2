/** One sampled value with the schema's defaults filled in (OCPP 1.6 §7.43). */
export interface Sample {
  sampledAt: Date;
  measurand: string;
  phase: string | null;
  location: string;
  context: string;
  unit: string | null;
  format: string;
  /** As sent. */
  value: string;
}

/** Where samples were taken. */
export interface SampleOrigin {
  stationId: string;
  connectorId: number;
  transactionId: number | null;
  receivedAt: Date;
}

/** The value as a number, or null for signed data and for what is no number. */
export function numberOf({ format, value }: Sample): number | null {
  if (format !== 'Raw' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The last reading of the total energy register among samples of one moment, in Wh. */
export function energyReadingOf(samples: readonly Sample[]): number | null {
  for (let index = samples.length - 1; index >= 0; index--) {
    const reading = energyRegisterWh(samples[index] as Sample);
    if (reading !== null) return reading;
  }
  return null;
}

function energyRegisterWh(sample: Sample): number | null {
  if (sample.measurand !== 'Energy.Active.Import.Register' || sample.phase !== null || sample.location !== 'Outlet')
    return null;
  const number = numberOf(sample);
  return number === null ? null : sample.unit === 'kWh' ? number * 1000 : number;
}
