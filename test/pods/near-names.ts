// Which names are near enough to one that is not there.
import test from "ava";
import { array, assert, property, string } from "fast-check";
import { isMistyped, nearNames } from "../../src/pods/near-names.ts";

const near = test.macro<[string, readonly string[], readonly string[]]>({
  exec: (t, wanted, names, expected) =>
    t.deepEqual(
      nearNames(wanted, names, (name) => name),
      expected,
    ),
  title: (rule) => rule ?? "",
});

test("a letter left out", near, "thumnails", ["storefront", "thumbnails"], ["thumbnails"]);
test("two letters swapped", near, "storefornt", ["storefront"], ["storefront"]);
test("neighbours swapped in a short name", near, "shpo", ["ship", "shop"], ["shop"]);
test("two letters alone, swapped", near, "ab", ["ba"], []);
test("two pairs swapped", near, "abab", ["baba"], []);
test("three letters wrong are another name", near, "storyfrunts", ["storefront"], []);
test("a short name has room for one letter only", near, "api", ["app", "web", "tip"], ["app"]);
test("names of two letters resemble nothing", near, "ab", ["ac", "b"], []);
test("other letter case", near, "STOREFRONT", ["storefront"], ["storefront"]);
test("a pod's name holds its workload's", near, "api-7d9f-x2v", ["api", "db"], ["api"]);
test("a part of a longer name", near, "search", ["catalogue-search"], ["catalogue-search"]);
test("an empty word is part of nothing", near, "", ["api"], []);
test(
  "the nearest first",
  near,
  "orders",
  ["orders-worker", "order", "orders-a"],
  ["order", "orders-a", "orders-worker"],
);
test("as near as each other: in the order given", near, "orders", ["orderb", "ordera"], ["orderb", "ordera"]);
test("three at most", near, "job", ["job-1", "job-2", "job-3", "job-4"], ["job-1", "job-2", "job-3"]);

test("a slip may be made either way, and is one whatever comes before and after", (t) => {
  assert(
    property(string(), string(), string(), (one, other, same) => {
      t.is(isMistyped(one, other), isMistyped(other, one));
      return !isMistyped(one, other) || isMistyped(`${same}${one}${same}`, `${same}${other}${same}`);
    }),
  );
});

test("never more than three, and only what was there", (t) => {
  assert(
    property(string(), array(string()), (wanted, names) => {
      const found = nearNames(wanted, names, (name) => name);
      return found.length <= 3 && found.every((name) => names.includes(name));
    }),
  );
  t.pass();
});
