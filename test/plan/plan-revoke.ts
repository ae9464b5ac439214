import test from "ava";
import { admitRoles, sidOfCluster } from "../../src/iam/trust-policy.ts";
import { planRevoke, type RevokeFacts } from "../../src/plan/plan-revoke.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, role, snapshot, trusting, workload } from "../helpers/build.ts";

const { cluster } = snapshot();
const api = workload("api", { role: "pods/api" });
const before = trusting(arn("ci"));
const granted = admitRoles(before, [arn("node-a")], { sid: sidOfCluster(cluster) });
const found = (trust: string): NonNullable<RevokeFacts["lookup"]> => ({
  kind: "found",
  facts: role("pods/api", { trust }),
});
const ours = found(granted.kind === "changed" ? granted.text : "");

const plans = test.macro((t, change: Partial<RevokeFacts>, expected: readonly string[]) => {
  const planned = planRevoke({
    cluster,
    workload: api,
    role: arn("pods/api"),
    lookup: ours,
    otherUsers: [],
    ...change,
  });
  if (planned.kind === "refused") return t.fail(planned.problem);
  return t.deepEqual(
    planned.plan.steps.map(({ kind }) => kind),
    expected,
  );
});

test("our statement goes, then the annotation that names its role", plans, {}, ["replace-trust", "annotate-workload"]);
test("a role that another workload uses keeps its trust", plans, { otherUsers: [workload("web")] }, [
  "annotate-workload",
]);
test("a trust that holds nothing of ours stays", plans, { lookup: found(before) }, ["annotate-workload"]);
test("a role that is gone leaves the annotation to remove", plans, { lookup: { kind: "absent" } }, [
  "annotate-workload",
]);
test("an annotation that means no role is removed all the same", plans, { role: undefined, lookup: undefined }, [
  "annotate-workload",
]);
test(
  "without an annotation there is nothing to do",
  plans,
  { workload: workload("api"), role: undefined, lookup: undefined },
  [],
);

const notes = test.macro((t, change: Partial<RevokeFacts>, expected: RegExp) => {
  const planned = planRevoke({
    cluster,
    workload: api,
    role: arn("pods/api"),
    lookup: ours,
    otherUsers: [],
    ...change,
  });
  t.regex(planned.kind === "planned" ? planned.plan.notes.join() : "", expected);
});

const oursAlone = trusting(arn("node-a")).replace('"Effect"', '"Sid":"IamctlNodesHarborProdEuWest1","Effect"');

test(
  "our statement stays where it is the only one, and the note says that it is there",
  notes,
  { lookup: found(oursAlone) },
  /keeps its trust policy: IamctlNodesHarborProdEuWest1 is the only statement/,
);
test(
  "a trust without our statement is said to be without",
  notes,
  { lookup: found(before) },
  /holds no statement of iamctl/,
);
test(
  "who else uses the role is named",
  notes,
  { otherUsers: [workload("web")] },
  /shop\/deployment\/web still uses it/,
);
test(
  "a role of another account is named",
  notes,
  { role: arn("pods/api", "999988887777"), lookup: undefined },
  /in another account: its trust policy stays/,
);

test("taking our statement out gives back the policy byte for byte", (t) => {
  const planned = planRevoke({ cluster, workload: api, role: arn("pods/api"), lookup: ours, otherUsers: [] });
  const step = planned.kind === "planned" ? planned.plan.steps.find(({ kind }) => kind === "replace-trust") : undefined;
  t.is(step?.kind === "replace-trust" ? step.after : "", before);
});

test("every annotation of the grant goes with it", (t) => {
  const templateAnnotations = { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: "42", team: "shop" };
  const planned = planRevoke({
    cluster,
    workload: workload("api", { templateAnnotations }),
    role: arn("pods/api"),
    lookup: undefined,
    otherUsers: [],
  });
  const [step] = planned.kind === "planned" ? planned.plan.steps : [];
  t.deepEqual(step?.kind === "annotate-workload" ? step.changes : [], [
    { key: annotationKeys.role, before: "pods/api", after: undefined },
    { key: annotationKeys.externalId, before: "42", after: undefined },
  ]);
});

test("a Job that names a role is refused before anything is asked: its template is fixed", (t) => {
  const job = workload("api", { kind: "Job", role: "pods/api" });
  const planned = planRevoke({ cluster, workload: job, role: arn("pods/api"), lookup: ours, otherUsers: [] });
  t.true(planned.kind === "refused" && planned.problem.includes("cannot be changed"));
});

test("the statement that another cluster wrote stays", (t) => {
  const other = admitRoles(before, [arn("node-z")], { sid: sidOfCluster({ ...cluster, name: "harbor-test" }) });
  const both = admitRoles(other.kind === "changed" ? other.text : "", [arn("node-a")], { sid: sidOfCluster(cluster) });
  const lookup = found(both.kind === "changed" ? both.text : "");
  const planned = planRevoke({ cluster, workload: api, role: arn("pods/api"), lookup, otherUsers: [] });
  const step = planned.kind === "planned" ? planned.plan.steps.find(({ kind }) => kind === "replace-trust") : undefined;
  t.is(step?.kind === "replace-trust" ? step.after : "", other.kind === "changed" ? other.text : "-");
});
