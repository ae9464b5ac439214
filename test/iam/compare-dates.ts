// Points in time as IAM writes them.
import test from "ava";
import * as fc from "fast-check";
import { compareDates } from "../../src/iam/compare-dates.ts";

const order = test.macro((t, wanted: string, actual: string, expected: number | undefined) => {
  const compared = compareDates(wanted, actual);
  t.is(compared === undefined ? undefined : Math.sign(compared), expected);
});
test("the same second in two zones", order, "2024-02-29T12:00:00Z", "2024-02-29T13:30:00+01:30", 0);
test("a zone west of Greenwich", order, "2024-02-29T12:00:00Z", "2024-02-29T04:00:00-08:00", 0);
test("a day is its first second", order, "2024-02-29", "2024-02-29T00:00:00Z", 0);
test("a month is its first second", order, "2024-02", "2024-02-01T00:00:00Z", 0);
test("a year is its first second", order, "2024", "2024-01-01T00:00:00Z", 0);
test("minutes without seconds", order, "2024-02-29T12:00Z", "2024-02-29T12:00:00Z", 0);
test("fractions of a second", order, "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.001Z", 1);
test("a fraction in two zones", order, "2024-02-29T12:00:00.1Z", "2024-02-29T13:00:00.1+01:00", 0);
test("epoch seconds", order, "1709208000", "2024-02-29T12:00:00Z", 0);
test("earlier", order, "2024-02-29T12:00:00Z", "2024-02-29T11:59:59Z", -1);
test("before 1970", order, "1969-12-31T23:59:59Z", "-1", 0);
test("a day that does not exist", order, "2023-02-29", "2023-03-01T00:00:00Z", undefined);
test("a time without a zone", order, "2024-02-29T12:00:00", "2024-02-29T12:00:00Z", undefined);
test("a month that does not exist", order, "2024-13-01", "2024-01-01", undefined);
test("words", order, "yesterday", "2024-01-01", undefined);

test("the calendar agrees with the platform's", (t) => {
  const dates = fc.date({ min: new Date("0100-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(fc.property(dates, (date) => t.is(compareDates("0", date.toISOString()), date.getTime())));
});
