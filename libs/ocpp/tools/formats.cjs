// String formats of the OCPP schemas, bundled into the generated validators.
const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?$/;

/** ISO 8601 date and time; the offset may be missing, since OCPP 1.6 §3.15 only recommends UTC, and so may
 *  the seconds: the example of §3.13.7 has none. */
function isDateTime(text) {
  if (!dateTime.test(text)) return false;
  const day = Number(text.slice(8, 10));
  // Every month has 28.
  return day <= 28 || day <= new Date(Date.UTC(text.slice(0, 4), text.slice(5, 7), 0)).getUTCDate();
}

exports.formats = { 'date-time': isDateTime, uri: /^[a-z][a-z0-9+.-]*:\S*$/i };
