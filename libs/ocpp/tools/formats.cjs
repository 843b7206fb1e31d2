// String formats of the OCPP schemas, bundled into the generated validators.
const dateTime = /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)?$/;

/** ISO 8601 date and time; the offset may be missing, since OCPP 1.6 §3.15 only recommends UTC, and so may
 *  the seconds: the example of §3.13.7 has none. */
function isDateTime(text) {
  const match = dateTime.exec(text);
  if (!match) return false;
  const [, year, month, day] = match.map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

exports.formats = { 'date-time': isDateTime, uri: /^[a-z][a-z0-9+.-]*:\S*$/i };
