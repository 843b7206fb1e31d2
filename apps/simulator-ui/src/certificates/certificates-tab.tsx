import { cardProblem } from '../connector/next-action.js';
import { useStationInput } from '../station/station-context.js';
import type { StationTabProps } from '../station/station-tabs.js';
import { saveFile } from '../ui/save-file.js';
import { certificateFacts } from './certificate-facts.js';
import './certificates.css';

const typeNames = {
  CentralSystemRootCertificate: 'Root for the CSMS',
  ManufacturerRootCertificate: 'Root for firmware',
} as const;

/** The station's own certificate, and the roots that the CSMS has installed. */
export function CertificatesTab({ snapshot: { station, at } }: StationTabProps) {
  const input = useStationInput();
  const store = station.certificates;
  const now = at + station.clock.offsetMs;
  const blocked = cardProblem(station) === null ? null : 'The station is not connected and accepted.';
  return (
    <div className="panel-cards">
      <section className="panel-card" aria-label="Own certificate">
        <h2>Own certificate</h2>
        {store?.chargePointCertificate == null ? (
          <p className="soft">None. The CSMS signs one when it is asked (SignCertificate, then CertificateSigned).</p>
        ) : (
          <Certificate pem={store.chargePointCertificate} now={now} fileName={`${station.config.id}.pem`} />
        )}
        {store?.pendingKeyPair != null && <p role="status">A request is on its way; its key waits for the answer.</p>}
        {store?.nextCertificate != null && (
          <>
            <h3>The next one, from {new Date(store.nextCertificate.validFrom).toISOString()}</h3>
            <Certificate pem={store.nextCertificate.pem} now={now} fileName={`${station.config.id}-next.pem`} />
          </>
        )}
        <div className="action-row">
          <button
            type="button"
            className="button button-primary"
            aria-disabled={blocked !== null}
            onClick={() => void (blocked === null && input({ type: 'certificateRequested' }))}
          >
            Ask for a new certificate
          </button>
          {blocked !== null && <span className="soft">{blocked}</span>}
        </div>
        <p className="soft panel-note">
          A browser uses its own client certificates, never this one: with security profile 3 connect through the relay.
        </p>
      </section>
      <section className="panel-card" aria-label="Trusted roots">
        <h2>Trusted roots</h2>
        {(store?.installed ?? []).length === 0 && (
          <p className="soft">None. The CSMS installs them with InstallCertificate.</p>
        )}
        <ul className="certificates">
          {store?.installed.map(({ type, pem, isFallback, hashData }) => (
            <li key={`${type} ${hashData.serialNumber} ${hashData.issuerKeyHash} ${isFallback}`}>
              <h3>
                {typeNames[type]}
                {isFallback && ' (kept until the new one has proved itself)'}
              </h3>
              <Certificate pem={pem} now={now} fileName={`${type}-${hashData.serialNumber}.pem`} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Certificate({ pem, now, fileName }: { pem: string; now: number; fileName: string }) {
  const { subject, issuer, serialNumber, valid, problem } = certificateFacts(pem, now);
  return (
    <div className="certificate">
      <strong>{subject}</strong>
      {problem !== null && <span className="certificate-problem">{problem}</span>}
      {issuer !== '' && (
        <span className="soft">
          {issuer === subject ? 'self-signed' : `signed by ${issuer}`} · serial number <code>{serialNumber}</code> ·
          valid {valid}
        </span>
      )}
      <button
        type="button"
        className="button button-small"
        onClick={() => saveFile(fileName, 'application/x-pem-file', pem)}
      >
        Save as PEM
      </button>
    </div>
  );
}
