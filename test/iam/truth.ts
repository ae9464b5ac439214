// Three-valued logic by its tables.
import test from "ava";
import { every, not, some, type Truth } from "../../src/iam/truth.ts";

const a = { missing: ["a"] };
const b = { missing: ["b"] };
const yields = test.macro((t, truth: Truth, expected: Truth) => t.deepEqual(truth, expected));
test("all of nothing", yields, every([]), true);
test("some of nothing", yields, some([]), false);
test("one false decides", yields, every([a, false, true]), false);
test("one true decides", yields, some([a, true, false]), true);
test("open beside true", yields, every([true, a]), a);
test("open beside false", yields, some([false, a]), a);
test("every missing key is named once", yields, every([a, b, a]), { missing: ["a", "b"] });
test("the opposite of open is open", yields, not(a), a);
test("the opposite of true", yields, not(true), false);
