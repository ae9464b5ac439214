import test from "ava";
import { judgeDuration } from "../../src/access/judge-duration.ts";
import { arn, role } from "../helpers/build.ts";

const judges = test.macro((t, sessionSeconds: number, expected: "holds" | "broken") => {
  const identity = { role: arn("pods/api"), externalId: undefined, sessionName: undefined, sessionSeconds };
  t.is(judgeDuration(role("pods/api", { maxSessionSeconds: 7200 }), identity).kind, expected);
});

test("the role's maximum", judges, 7200, "holds");
test("more than the role's maximum", judges, 7201, "broken");
test("a quarter of an hour is the least", judges, 900, "holds");
test("less than STS gives", judges, 899, "broken");
