// Work that takes time: firmware updates, uploads of diagnostics and logs, reboots.

export type FirmwareStatus =
  | 'Downloaded'
  | 'DownloadFailed'
  | 'Downloading'
  | 'Idle'
  | 'InstallationFailed'
  | 'Installing'
  | 'Installed'
  | 'DownloadScheduled'
  | 'DownloadPaused'
  | 'InstallRebooting'
  | 'InstallScheduled'
  | 'InstallVerificationFailed'
  | 'InvalidSignature'
  | 'SignatureVerified';

/** OCPP 1.6 §4.5, §5.19; signed: security whitepaper §4.3. */
export interface FirmwareJob {
  location: string;
  /** Of SignedUpdateFirmware; null for UpdateFirmware. */
  signed: { requestId: number; installAt: number } | null;
  status: FirmwareStatus;
  /** When the next state begins; Infinity: it waits for something else (a transaction's end, a boot). */
  nextAt: number;
  attemptsLeft: number;
  retryIntervalMs: number;
  newVersion: string;
}

export interface UploadJob {
  /** GetLog's requestId; null for GetDiagnostics. */
  requestId: number | null;
  location: string;
  fileName: string;
  status: 'Idle' | 'Uploading' | 'Uploaded' | 'UploadFailed';
  nextAt: number;
  attemptsLeft: number;
  retryIntervalMs: number;
}

export type JobFault = 'DownloadFailed' | 'InstallationFailed' | 'InvalidSignature' | 'UploadFailed';

export interface Jobs {
  firmware: FirmwareJob | null;
  diagnostics: UploadJob | null;
  log: UploadJob | null;
}

/** A reset on its way: transactions are stopped, their messages get a chance, then the power goes off and on. */
export interface PendingReset {
  type: 'Soft' | 'Hard';
  /** At the latest. */
  offAt: number;
  retriesLeft: number;
}
