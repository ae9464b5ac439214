// How long a session may be asked for: STS's own limits, the role's, and that of a role's session that opens another.
import test from "ava";
import { judgeDuration } from "../../src/access/judge-duration.ts";
import { arn, role } from "../helpers/build.ts";

const judges = test.macro((t, sessionSeconds: number, maxSessionSeconds: number, expected: "holds" | "broken") => {
  const identity = { role: arn("pods/api"), externalId: undefined, sessionName: undefined, sessionSeconds };
  t.is(judgeDuration(role("pods/api", { maxSessionSeconds }), identity).kind, expected);
});

test("an hour is fine for every role", judges, 3600, 3600, "holds");
test("a quarter of an hour is the least", judges, 900, 3600, "holds");
test("less is refused", judges, 899, 3600, "broken");
test("more than an hour is refused a node, whatever the role allows", judges, 3601, 43_200, "broken");
