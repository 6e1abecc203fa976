// The clock on the wall of a time zone, as `datetime-local` fields write it: "2026-11-21T08:05".

export function wallClock(moment, timeZone) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const written = new Intl.DateTimeFormat("en-GB", { timeZone, ...parts }).formatToParts(new Date(moment));
  const { year, month, day, hour, minute } = Object.fromEntries(written.map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

// Milliseconds of the moment at which that clock shows `wall`. Of an hour that the clock skips, the one after it.
export function instantAt(wall, timeZone) {
  const asIfUtc = Date.parse(`${wall}Z`);
  const offsetAt = (moment) => Date.parse(`${wallClock(moment, timeZone)}Z`) - moment;
  return asIfUtc - offsetAt(asIfUtc - offsetAt(asIfUtc));
}
