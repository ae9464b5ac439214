import test from "ava";
import { judgeWish } from "../../src/access/judge-wish.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { arn, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

/** What is missing for the world's only workload to hold pods/api, as `link: reason` each. */
const misses = test.macro((t, world: World, expected: readonly string[]) => {
  const facts = snapshot(world);
  const [only] = facts.workloads;
  if (only === undefined) throw new Error("the world has no workload");
  const { links } = judgeWish(subjectOfWorkload(only), arn("pods/api"), facts);
  const missing = links.flatMap(({ name, verdict }) =>
    verdict.kind === "holds" ? [] : `${name}: ${verdict.kind === "broken" ? verdict.reason : verdict.kind}`,
  );
  t.deepEqual(missing, expected);
});

const api = role("pods/api");
test("it names the role", misses, { workloads: [workload("api", { role: "pods/api" })], roles: [api] }, []);
test("it names none", misses, { workloads: [workload("api")], roles: [api] }, ["pod: no-annotation"]);
test("it names another", misses, { workloads: [workload("api", { role: "pods/web" })], roles: [api] }, [
  "pod: another-role",
]);
test(
  "the trust is missing, too",
  misses,
  { workloads: [workload("api")], roles: [role("pods/api", { trust: trusting(arn("node-z")) })] },
  ["pod: no-annotation", "trust: trust-lacks-node-role"],
);
test("no annotation would help", misses, { workloads: [workload("api", { hostNetwork: true })], roles: [api] }, [
  "pod: host-network",
]);
