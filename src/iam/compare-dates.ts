// Condition operators on points in time: W3C's profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime) or epoch seconds.

/** Negative when `actual` is before `wanted`; `undefined` when either is no point in time. */
export function compareDates(wanted: string, actual: string): number | undefined {
  const left = readDate(wanted);
  const right = readDate(actual);
  return left === undefined || right === undefined ? undefined : right - left;
}

/** Whole milliseconds since 1970. */
function readDate(text: string): number | undefined {
  // Four digits are a year: that is the shortest of the W3C's forms.
  if (/^-?\d+(?:\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Math.round(Number(text) * 1000);
  const found = isoDate.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((at) => Number(found[at] ?? smallest[at]));
  return millisecondsSince1970(
    [year ?? 0, month ?? 1, day ?? 1],
    [hour ?? 0, minute ?? 0, second ?? 0],
    found[7] ?? "Z",
  );
}

const isoDate = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d))?)?)?$/;
const smallest = [0, 0, 1, 1, 0, 0, 0];

type Triple = readonly [number, number, number];

function millisecondsSince1970(date: Triple, time: Triple, zone: string): number | undefined {
  const [year, month, day] = date;
  const [hour, minute, second] = time;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second >= 60) return undefined;
  const seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 - zoneSeconds(zone);
  return seconds * 1000 + Math.round(second * 1000);
}

function zoneSeconds(zone: string): number {
  if (zone === "Z") return 0;
  const size = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60;
  return zone.startsWith("-") ? -size : size;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysSince1970(year: number, month: number, day: number): number {
  let days = 365 * (year - 1970) + leapDaysBefore(year) - leapDaysBefore(1970);
  for (let before = 1; before < month; before += 1) days += daysIn(year, before);
  return days + day - 1;
}

function leapDaysBefore(year: number): number {
  const last = year - 1;
  return Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
}
