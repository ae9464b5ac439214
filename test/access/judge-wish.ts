import test from "ava";
import { judgeWish } from "../../src/access/judge-wish.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
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
const claims = (text: string) => ({ [annotationKeys.role]: text });
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
test("it names it by its ARN", misses, { workloads: [workload("api", { role: arn("pods/api") })], roles: [api] }, []);
test(
  "it names it in the wrong place",
  misses,
  { workloads: [workload("api", { annotations: claims("pods/api") })], roles: [api] },
  ["pod: annotation-misplaced"],
);
test(
  "it names it there by its ARN",
  misses,
  { workloads: [workload("api", { annotations: claims(arn("pods/api")) })], roles: [api] },
  ["pod: annotation-misplaced"],
);
test(
  "it names another one there",
  misses,
  { workloads: [workload("api", { annotations: claims("pods/web") })], roles: [api] },
  ["pod: no-annotation"],
);
test(
  "it names none there that could be",
  misses,
  { workloads: [workload("api", { annotations: claims("a b") })], roles: [api] },
  ["pod: no-annotation"],
);
test(
  "it names another one in the right place, and this one in the wrong place",
  misses,
  { workloads: [workload("api", { role: "pods/web", annotations: claims("pods/api") })], roles: [api] },
  ["pod: another-role"],
);
test(
  "another annotation that says the same is none",
  misses,
  { workloads: [workload("api", { annotations: { "example.com/role": arn("pods/api") } })], roles: [api] },
  ["pod: no-annotation"],
);
test(
  "a key that the operator chose",
  misses,
  {
    workloads: [workload("api", { annotations: { "example.com/role": "pods/api" } })],
    roles: [api],
    change: { settings: { ...snapshot().settings, keys: { ...annotationKeys, role: "example.com/role" } } },
  },
  ["pod: annotation-misplaced"],
);
test("what is missing is told, and what would mend it", (t) => {
  const facts = snapshot({ workloads: [workload("api", { role: "pods/web" })], roles: [api] });
  const [only] = facts.workloads;
  if (only === undefined) return t.fail("no workload");
  const { obstacle, role: wished } = judgeWish(subjectOfWorkload(only), arn("pods/api"), facts);
  t.is(wished, arn("pods/api"));
  t.deepEqual(obstacle, {
    name: "pod",
    verdict: {
      ...{ kind: "broken", reason: "another-role", explanation: `its pod template names ${arn("pods/web")}` },
      fix: { text: "Grant it the role.", command: `iamctl grant -n shop deployment/api ${arn("pods/api")}` },
    },
  });
});
test(
  "it holds another one",
  misses,
  { workloads: [workload("api", { role: "pods/web" })], roles: [api, role("pods/web")] },
  ["pod: another-role"],
);
