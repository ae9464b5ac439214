// Addresses and ranges, v4 and v6.
import test from "ava";
import { containsAddress } from "../../src/iam/compare-addresses.ts";

const contains = test.macro((t, range: string, address: string, expected: boolean) =>
  t.is(containsAddress(range, address), expected),
);
test("the same address", contains, "203.0.113.7", "203.0.113.7", true);
test("a neighbour", contains, "203.0.113.7", "203.0.113.8", false);
test("inside a range", contains, "203.0.113.0/24", "203.0.113.255", true);
test("just outside a range", contains, "203.0.113.0/24", "203.0.114.0", false);
test("a range whose base is not its first address", contains, "203.0.113.9/24", "203.0.113.200", true);
test("a range that ends within a byte", contains, "10.0.0.0/9", "10.127.255.255", true);
test("just outside a range that ends within a byte", contains, "10.0.0.0/9", "10.128.0.0", false);
test("all of IPv4", contains, "0.0.0.0/0", "255.1.2.3", true);
test("all of IPv4 holds no IPv6", contains, "0.0.0.0/0", "::1", false);
test("all of IPv6 holds no IPv4", contains, "::/0", "10.0.0.1", false);
test("IPv6 in two spellings", contains, "2001:DB8:0:0:0:0:0:1", "2001:db8::1", true);
test("inside an IPv6 range", contains, "2001:db8:1234:5678::/64", "2001:db8:1234:5678:ffff::9", true);
test("outside an IPv6 range", contains, "2001:db8:1234:5678::/64", "2001:db8:1234:5679::", false);
test("IPv6 with IPv4 at its end", contains, "::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true);
test("a colon pair may stand for one group only", contains, "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true);
test("a colon pair may not stand for nothing", contains, "1:2:3:4:5:6:7::8", "1:2:3:4:5:6:7:8", false);
test("two colon pairs", contains, "1::2::3", "1::2:0:3", false);
test("a prefix longer than the address", contains, "10.0.0.0/33", "10.0.0.0", false);
test("a prefix that is no number", contains, "10.0.0.0/x", "10.0.0.0", false);
test("a byte above 255", contains, "10.0.0.256", "10.0.0.256", false);
test("three bytes", contains, "10.0.0", "10.0.0", false);
test("an empty range", contains, "", "10.0.0.1", false);
