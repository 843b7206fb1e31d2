// GetConfiguration, ChangeConfiguration, DataTransfer (OCPP 1.6 §5.3, §5.6, §5.8).
import type { v16 } from '@simulator/ocpp';
import { configurationKeys, rowOf, standardSpelling } from '../../configuration/keys.js';
import type { ConfigurationKey } from '../../configuration/keys.js';
import { configurationNumber, configurationText } from '../../configuration/read.js';
import { changeKey } from '../../core/configuration.js';
import type { Turn } from '../../turn.js';

const LONGEST_VALUE = 500;

export function getConfiguration(turn: Turn, request: v16.GetConfigurationRequest): v16.GetConfigurationResponse {
  const { station } = turn;
  const asked = request.key ?? [];
  const names = asked.length === 0 ? Object.keys(configurationKeys) : asked.map(standardSpelling);
  const known = names.filter((name) => rowOf(name) !== undefined && rowOf(name)?.writeOnly !== true);
  const unknownKey = asked.filter((key) => !known.includes(standardSpelling(key)));
  const configurationKey = known.slice(0, configurationNumber(station, 'GetConfigurationMaxKeys')).map((key) => {
    const value = configurationText(station, key as ConfigurationKey).slice(0, LONGEST_VALUE);
    return { key, readonly: rowOf(key)?.readonly === true, value };
  });
  return { configurationKey, ...(unknownKey.length > 0 && { unknownKey }) };
}

export function changeConfiguration(
  turn: Turn,
  request: v16.ChangeConfigurationRequest,
): v16.ChangeConfigurationResponse {
  return { status: changeKey(turn, request.key, request.value, 'ChangeConfiguration') };
}

/** A simulated station knows one vendor, its own, and one message: "echo" gives the data back. */
export function dataTransfer(turn: Turn, request: v16.DataTransferRequest): v16.DataTransferResponse {
  if (request.vendorId !== turn.station.config.vendor) return { status: 'UnknownVendorId' };
  if (request.messageId !== 'echo') return { status: 'UnknownMessageId' };
  return { status: 'Accepted', ...(request.data !== undefined && { data: request.data }) };
}
