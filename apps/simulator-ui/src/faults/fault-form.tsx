import type { Connector, ErrorCode, Fault } from '@simulator/station';
import { useId, useState } from 'react';
import { faultWords } from '../disturbances/disturbances.js';
import { lastFault, rememberFault } from './last-fault.js';
import { useStationInput } from '../station/station-context.js';

// NoError is no fault.
const errorCodes: Exclude<ErrorCode, 'NoError'>[] = [
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
];

/** OCPP 1.6 §6.47: vendorErrorCode and info hold 50 characters. */
const LONGEST_TEXT = 50;

interface FaultFormProps {
  /** 0: the station as a whole. */
  connectorId: number;
  name: string;
  fault: Fault | null;
  connector?: Connector;
  /** The fault was injected or cleared. */
  onDone?: () => void;
}

/** A fault of a connector or of the station, and what else can break there. */
export function FaultForm({ connectorId, name, fault, connector, onDone }: FaultFormProps) {
  const input = useStationInput();
  const [errorCode, setErrorCode] = useState<ErrorCode>(() => lastFault.get().errorCode);
  const [vendorErrorCode, setVendorErrorCode] = useState('');
  const [info, setInfo] = useState('');
  const [blocking, setBlocking] = useState(true);
  const codeId = useId();

  function inject(): void {
    const texts = { vendorErrorCode: vendorErrorCode.trim() || null, info: info.trim() || null };
    const next = { errorCode, blocking, ...texts };
    rememberFault(next);
    void input({ type: 'faultInjected', connectorId, fault: next });
    onDone?.();
  }

  return (
    <section className="panel-card" aria-label={name}>
      <h2>{name}</h2>
      {fault !== null && (
        <p className="fault-now">
          <span className="soft">Now: </span>
          <strong>{faultWords(fault)}</strong>
          {fault.info !== null && ` – ${fault.info}`}
        </p>
      )}
      <div className="choices">
        <div className="field">
          <label htmlFor={codeId}>Error code</label>
          <select
            id={codeId}
            className="input"
            value={errorCode}
            onChange={({ target }) => setErrorCode(target.value as ErrorCode)}
          >
            {errorCodes.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </div>
        <ShortText label="Vendor code" text={vendorErrorCode} onChange={setVendorErrorCode} />
        <ShortText label="Info" text={info} onChange={setInfo} />
      </div>
      <fieldset className="radio-row">
        <legend className="visually-hidden">Kind</legend>
        <Kind
          connectorId={connectorId}
          words="Fault: stops charging, Faulted"
          checked={blocking}
          onChoose={() => setBlocking(true)}
        />
        <Kind
          connectorId={connectorId}
          words="Warning: the status stays"
          checked={!blocking}
          onChoose={() => setBlocking(false)}
        />
      </fieldset>
      <div className="action-row">
        <button type="button" className="button button-primary" onClick={inject}>
          {fault === null ? 'Inject the fault' : 'Replace the fault'}
        </button>
        {fault !== null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              void input({ type: 'faultCleared', connectorId });
              onDone?.();
            }}
          >
            Clear the fault
          </button>
        )}
        {connector !== undefined && <ConnectorTroubles connector={connector} />}
      </div>
    </section>
  );
}

function ConnectorTroubles({ connector: { id: connectorId, lockStuck, meterBroken } }: { connector: Connector }) {
  const input = useStationInput();
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={lockStuck}
        onClick={() => void input({ type: 'lockStuck', connectorId, stuck: !lockStuck })}
      >
        Lock stuck
      </button>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={meterBroken}
        onClick={() => void input({ type: 'meterBroken', connectorId, broken: !meterBroken })}
      >
        Meter broken
      </button>
    </>
  );
}

function ShortText({ label, text, onChange }: { label: string; text: string; onChange: (text: string) => void }) {
  const inputId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>{label} (optional)</label>
      <input
        id={inputId}
        className="input"
        autoComplete="off"
        spellCheck={false}
        maxLength={LONGEST_TEXT}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

interface KindProps {
  connectorId: number;
  words: string;
  checked: boolean;
  onChoose: () => void;
}

function Kind({ connectorId, words, checked, onChoose }: KindProps) {
  return (
    <label className="radio">
      <input type="radio" name={`fault-kind-${connectorId}`} checked={checked} onChange={onChoose} />
      {words}
    </label>
  );
}
