// Numbers with their nouns, and lists that end.
import test from "ava";
import { agreeing, counted, someOf } from "../src/print-many.ts";

const reads = test.macro<[string, string]>({
  exec: (t, printed, expected) => t.is(printed, expected),
  title: (rule) => rule ?? "",
});

test("one", reads, counted(1, "pod"), "1 pod");
test("none is many", reads, counted(0, "pod"), "0 pods");
test("many", reads, counted(12, "node role"), "12 node roles");
test("a plural of its own", reads, counted(2, "policy", "policies"), "2 policies");
test("one of such", reads, counted(1, "policy", "policies"), "1 policy");
test("a list that is not too long is whole", reads, someOf(["a", "b"], 2), "a, b");
test("a longer one tells how much is left out", reads, someOf(["a", "b", "c", "d"], 2), "a, b and 2 more");
test("an empty list", reads, someOf([], 2), "");
test("the verb of one", reads, agreeing(1, "is", "are"), "is");
test("the verb of none and of many", reads, `${agreeing(0, "is", "are")} ${agreeing(2, "is", "are")}`, "are are");
