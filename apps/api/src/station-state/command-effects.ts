// What an accepted command changes at the station, noted here: the table `action → effect`.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { v16 } from '@simulator/ocpp';
import { DataSource, LessThan, Not } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { parseStationTime } from '../ocpp/station-time.js';
import {
  ChargingProfileEntity,
  ConfigurationKeyEntity,
  InstalledCertificatesEntity,
  LocalListEntity,
  ReservationEntity,
} from './state.entities.js';

export interface AnsweredCommand<Request = unknown, Response = unknown> {
  id: string;
  stationId: string;
  request: Request;
  response: Response;
  answeredAt: Date;
}

type Effect<A extends v16.Action> = (
  command: AnsweredCommand<v16.RequestOf<A>, v16.ResponseOf<A>>,
  dataSource: DataSource,
) => Promise<void>;

/** Write-only passwords (security whitepaper §2.3) are not ours to keep. */
const isSecret = (name: string): boolean => name.toLowerCase() === 'authorizationkey';

const configurationRead: Effect<'GetConfiguration'> = async (command, dataSource) => {
  const { stationId, request, response, answeredAt } = command;
  const rows = dataSource.getRepository(ConfigurationKeyEntity);
  for (const { key, value, readonly } of response.configurationKey ?? []) {
    if (isSecret(key)) continue;
    const row = { stationId, name: key, value: value ?? null, readonly: readonly ? 1 : 0, readAt: answeredAt };
    await rows.upsert(row, ['stationId', 'name']);
  }
  const asked = request.key ?? [];
  // Asked for everything: what it did not name is no longer there.
  if (asked.length === 0) await rows.delete({ stationId, readAt: LessThan(answeredAt) });
  for (const name of response.unknownKey ?? []) await rows.delete({ stationId, name });
};

const configurationChanged: Effect<'ChangeConfiguration'> = async (command, dataSource) => {
  const { stationId, request, response, answeredAt } = command;
  // RebootRequired: the value is not in force yet, and the next reading tells.
  if (response.status !== 'Accepted' || isSecret(request.key)) return;
  const row = { stationId, name: request.key, value: request.value, readonly: 0, readAt: answeredAt };
  await dataSource.getRepository(ConfigurationKeyEntity).upsert(row, ['stationId', 'name']);
};

const reserved: Effect<'ReserveNow'> = async ({ id, stationId, request, response, answeredAt }, dataSource) => {
  if (response.status !== 'Accepted') return;
  const { reservationId, connectorId, idTag, parentIdTag = null, expiryDate } = request;
  const expiresAt = parseStationTime(expiryDate) ?? answeredAt;
  const place = { stationId, reservationId, connectorId, idTag, parentIdTag, expiresAt };
  const row = { ...place, state: 'active' as const, transactionId: null, commandId: id, changedAt: answeredAt };
  await dataSource.getRepository(ReservationEntity).upsert(row, ['stationId', 'reservationId']);
};

const reservationCancelled: Effect<'CancelReservation'> = async (command, dataSource) => {
  const { stationId, request, response, answeredAt } = command;
  if (response.status !== 'Accepted') return;
  const open = { stationId, reservationId: request.reservationId, state: 'active' as const };
  await dataSource.getRepository(ReservationEntity).update(open, { state: 'cancelled', changedAt: answeredAt });
};

const profileSet: Effect<'SetChargingProfile'> = async ({ id, stationId, request, response, answeredAt }, source) => {
  if (response.status !== 'Accepted') return;
  const { connectorId, csChargingProfiles: profile } = request;
  const { chargingProfileId: profileId, chargingProfilePurpose: purpose, stackLevel } = profile;
  const rows = source.getRepository(ChargingProfileEntity);
  // OCPP 1.6 §3.13.2: one profile per purpose and stack level; the newer replaces the older.
  await rows.delete({ stationId, connectorId, purpose, stackLevel, profileId: Not(profileId) });
  const row = {
    stationId,
    profileId,
    connectorId,
    purpose,
    stackLevel,
    profile,
    commandId: id,
    installedAt: answeredAt,
  };
  await rows.upsert(row, ['stationId', 'profileId']);
};

const profilesCleared: Effect<'ClearChargingProfile'> = async ({ stationId, request, response }, dataSource) => {
  if (response.status !== 'Accepted') return;
  const { id, connectorId, chargingProfilePurpose: purpose, stackLevel } = request;
  const where: FindOptionsWhere<ChargingProfileEntity> = { stationId };
  if (id !== undefined) where.profileId = id;
  if (connectorId !== undefined) where.connectorId = connectorId;
  if (purpose !== undefined) where.purpose = purpose;
  if (stackLevel !== undefined) where.stackLevel = stackLevel;
  await dataSource.getRepository(ChargingProfileEntity).delete(where);
};

const localListSent: Effect<'SendLocalList'> = async ({ stationId, request, response, answeredAt }, dataSource) => {
  if (response.status !== 'Accepted') return;
  const { listVersion: version, localAuthorizationList: sent = [], updateType } = request;
  const rows = dataSource.getRepository(LocalListEntity);
  const before = updateType === 'Full' ? null : await rows.findOneBy({ stationId });
  const entries = new Map((before?.entries ?? []).map((entry) => [tagKey(entry), entry]));
  for (const entry of sent) {
    // §5.15: in a differential update an entry without idTagInfo is taken off the list.
    if (updateType === 'Differential' && entry.idTagInfo === undefined) entries.delete(tagKey(entry));
    else entries.set(tagKey(entry), entry);
  }
  const row = { stationId, version, reportedVersion: null, entries: [...entries.values()], changedAt: answeredAt };
  await rows.upsert(row, ['stationId']);
};

const tagKey = (entry: object): string => (entry as { idTag: string }).idTag.toLowerCase();

const localListVersionRead: Effect<'GetLocalListVersion'> = async (command, dataSource) => {
  const { stationId, response, answeredAt } = command;
  const rows = dataSource.getRepository(LocalListEntity);
  const reportedVersion = response.listVersion;
  const { affected } = await rows.update({ stationId }, { reportedVersion, changedAt: answeredAt });
  if (affected !== 0) return;
  const row = { stationId, version: null, reportedVersion, entries: [], changedAt: answeredAt };
  await rows.upsert(row, ['stationId']);
};

const certificatesRead: Effect<'GetInstalledCertificateIds'> = async (command, dataSource) => {
  const { stationId, request, response, answeredAt } = command;
  const certificates = response.certificateHashData ?? [];
  const row = { stationId, certificateType: request.certificateType, certificates, readAt: answeredAt };
  await dataSource.getRepository(InstalledCertificatesEntity).upsert(row, ['stationId', 'certificateType']);
};

const effects: { [A in v16.Action]?: Effect<A> } = {
  CancelReservation: reservationCancelled,
  ChangeConfiguration: configurationChanged,
  ClearChargingProfile: profilesCleared,
  GetConfiguration: configurationRead,
  GetInstalledCertificateIds: certificatesRead,
  GetLocalListVersion: localListVersionRead,
  ReserveNow: reserved,
  SendLocalList: localListSent,
  SetChargingProfile: profileSet,
};

@Injectable()
export class CommandEffects {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Notes what follows from the station's answer. The answer is valid. */
  async apply(action: string, command: AnsweredCommand): Promise<void> {
    if (!Object.hasOwn(effects, action)) return;
    await (effects[action as v16.Action] as Effect<never>)(command as never, this.dataSource);
  }

  /** A transaction began on a reservation. */
  async reservationUsed(stationId: string, reservationId: number, transactionId: number, at: Date): Promise<void> {
    const open = { stationId, reservationId, state: 'active' as const };
    const used = { state: 'used' as const, transactionId, changedAt: at };
    await this.dataSource.getRepository(ReservationEntity).update(open, used);
  }
}
