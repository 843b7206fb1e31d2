// The standard configuration keys: OCPP 1.6 §9 and the security whitepaper (edition 3) §5. One row a key.

export type FeatureProfile =
  | 'Core'
  | 'LocalAuthListManagement'
  | 'Reservation'
  | 'SmartCharging'
  | 'RemoteTrigger'
  | 'FirmwareManagement'
  | 'Security';

export type KeyType = 'boolean' | 'integer' | 'list' | 'text';

export interface ConfigurationKeyRow {
  type: KeyType;
  /** Value of a new station, as it stands on the wire. Intervals are seconds. */
  default: string;
  profile: FeatureProfile;
  readonly?: true;
  /** A change takes effect at the next boot (ChangeConfiguration answers RebootRequired). */
  reboot?: true;
  /** Never told (AuthorizationKey). */
  writeOnly?: true;
  /** Bounds of an integer; the least is 0 unless it is given. */
  min?: number;
  max?: number;
  /** What a list may hold; anything else is rejected. */
  allowed?: readonly string[];
  /** Most entries of a list, or characters of a text. */
  maxLength?: number;
}

/** Measurands that the meter knows (OCPP 1.6 §7.31). */
export const measurands = [
  'Energy.Active.Export.Register',
  'Energy.Active.Import.Register',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Register',
  'Energy.Active.Export.Interval',
  'Energy.Active.Import.Interval',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Import.Interval',
  'Power.Active.Export',
  'Power.Active.Import',
  'Power.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'Power.Factor',
  'Current.Import',
  'Current.Export',
  'Current.Offered',
  'Voltage',
  'Frequency',
  'Temperature',
  'SoC',
] as const;

const featureProfiles = 'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger';
const sampled = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC';
const listOfMeasurands = { type: 'list', profile: 'Core', allowed: measurands, maxLength: measurands.length } as const;
const listLength = { type: 'integer', profile: 'Core', readonly: true, default: String(measurands.length) } as const;

export const configurationKeys = {
  AllowOfflineTxForUnknownId: { type: 'boolean', default: 'false', profile: 'Core' },
  AuthorizationCacheEnabled: { type: 'boolean', default: 'true', profile: 'Core' },
  AuthorizeRemoteTxRequests: { type: 'boolean', default: 'true', profile: 'Core' },
  BlinkRepeat: { type: 'integer', default: '0', profile: 'Core' },
  ClockAlignedDataInterval: { type: 'integer', default: '0', profile: 'Core', max: 86_400 },
  ConnectionTimeOut: { type: 'integer', default: '60', profile: 'Core' },
  ConnectorPhaseRotation: { type: 'list', default: '0.RST', profile: 'Core' },
  ConnectorPhaseRotationMaxLength: { type: 'integer', default: '16', profile: 'Core', readonly: true },
  GetConfigurationMaxKeys: { type: 'integer', default: '100', profile: 'Core', readonly: true },
  HeartbeatInterval: { type: 'integer', default: '300', profile: 'Core' },
  LightIntensity: { type: 'integer', default: '100', profile: 'Core', max: 100 },
  LocalAuthorizeOffline: { type: 'boolean', default: 'true', profile: 'Core' },
  LocalPreAuthorize: { type: 'boolean', default: 'false', profile: 'Core' },
  MaxEnergyOnInvalidId: { type: 'integer', default: '0', profile: 'Core' },
  MeterValuesAlignedData: { ...listOfMeasurands, default: 'Energy.Active.Import.Register' },
  MeterValuesAlignedDataMaxLength: listLength,
  MeterValuesSampledData: { ...listOfMeasurands, default: sampled },
  MeterValuesSampledDataMaxLength: listLength,
  MeterValueSampleInterval: { type: 'integer', default: '60', profile: 'Core' },
  MinimumStatusDuration: { type: 'integer', default: '0', profile: 'Core' },
  NumberOfConnectors: { type: 'integer', default: '', profile: 'Core', readonly: true },
  ResetRetries: { type: 'integer', default: '1', profile: 'Core' },
  StopTransactionOnEVSideDisconnect: { type: 'boolean', default: 'true', profile: 'Core' },
  StopTransactionOnInvalidId: { type: 'boolean', default: 'true', profile: 'Core' },
  StopTxnAlignedData: { ...listOfMeasurands, default: '' },
  StopTxnAlignedDataMaxLength: listLength,
  StopTxnSampledData: { ...listOfMeasurands, default: '' },
  StopTxnSampledDataMaxLength: listLength,
  SupportedFeatureProfiles: { type: 'list', default: featureProfiles, profile: 'Core', readonly: true },
  SupportedFeatureProfilesMaxLength: { type: 'integer', default: '6', profile: 'Core', readonly: true },
  TransactionMessageAttempts: { type: 'integer', default: '3', profile: 'Core', min: 1 },
  TransactionMessageRetryInterval: { type: 'integer', default: '60', profile: 'Core' },
  UnlockConnectorOnEVSideDisconnect: { type: 'boolean', default: 'true', profile: 'Core' },
  WebSocketPingInterval: { type: 'integer', default: '0', profile: 'Core' },

  LocalAuthListEnabled: { type: 'boolean', default: 'true', profile: 'LocalAuthListManagement' },
  LocalAuthListMaxLength: { type: 'integer', default: '1000', profile: 'LocalAuthListManagement', readonly: true },
  SendLocalListMaxLength: { type: 'integer', default: '200', profile: 'LocalAuthListManagement', readonly: true },

  ReserveConnectorZeroSupported: { type: 'boolean', default: 'true', profile: 'Reservation', readonly: true },

  ChargeProfileMaxStackLevel: { type: 'integer', default: '9', profile: 'SmartCharging', readonly: true },
  ChargingScheduleAllowedChargingRateUnit: {
    type: 'list',
    default: 'Current,Power',
    profile: 'SmartCharging',
    readonly: true,
  },
  ChargingScheduleMaxPeriods: { type: 'integer', default: '100', profile: 'SmartCharging', readonly: true },
  ConnectorSwitch3to1PhaseSupported: { type: 'boolean', default: 'true', profile: 'SmartCharging', readonly: true },
  MaxChargingProfilesInstalled: { type: 'integer', default: '50', profile: 'SmartCharging', readonly: true },

  SupportedFileTransferProtocols: {
    type: 'list',
    default: 'FTP,FTPS,HTTP,HTTPS,SFTP',
    profile: 'FirmwareManagement',
    readonly: true,
  },

  AdditionalRootCertificateCheck: { type: 'boolean', default: 'false', profile: 'Security', readonly: true },
  AuthorizationKey: { type: 'text', default: '', profile: 'Security', writeOnly: true, maxLength: 40 },
  CertificateSignedMaxChainSize: { type: 'integer', default: '10000', profile: 'Security', readonly: true },
  CertificateStoreMaxLength: { type: 'integer', default: '20', profile: 'Security', readonly: true },
  CpoName: { type: 'text', default: '', profile: 'Security', maxLength: 500 },
  SecurityProfile: { type: 'integer', default: '0', profile: 'Security', max: 3, reboot: true },
} as const satisfies Record<string, ConfigurationKeyRow>;

export type ConfigurationKey = keyof typeof configurationKeys;

export function rowOf(key: string): ConfigurationKeyRow | undefined {
  return Object.hasOwn(configurationKeys, key) ? configurationKeys[key as ConfigurationKey] : undefined;
}

/** The key as the standard spells it: key names are case-insensitive on the wire (CiString, OCPP 1.6 §7.18). */
export function standardSpelling(key: string): string {
  return spelling.get(key.toLowerCase()) ?? key;
}

const spelling = new Map(Object.keys(configurationKeys).map((key) => [key.toLowerCase(), key]));
