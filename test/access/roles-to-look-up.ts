// Which roles a cluster names, wherever it does.
import test from "ava";
import { type RoleNames, rolesToLookUp } from "../../src/access/roles-to-look-up.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, snapshot, workload } from "../helpers/build.ts";
import { aPod } from "../helpers/proxy-world.ts";

const { settings } = snapshot();
const none: RoleNames = { workloads: [], pods: [], settings, nodeRoles: [] };
const claims = (role: string) => ({ [annotationKeys.role]: role });
const account = (annotations: Record<string, string>) => ({ namespace: "shop", name: "api", annotations });
const eks = { issuer: undefined, accessEntries: [] };
const key = "eks.amazonaws.com/role-arn";

const names = test.macro((t, change: Partial<RoleNames>, expected: readonly string[]) => {
  t.deepEqual(
    rolesToLookUp({ ...none, ...change }),
    expected.map((one) => arn(one)),
  );
});
test("an empty cluster names none", names, {}, []);
test("pod templates", names, { workloads: [workload("api", { role: "pods/api" }), workload("web")] }, ["pods/api"]);
test("pods as they run", names, { pods: [aPod({ annotations: claims("pods/old") }), aPod({ annotations: {} })] }, [
  "pods/old",
]);
test("the default role", names, { settings: { ...settings, defaultRole: "pods/usual" } }, ["pods/usual"]);
test("what a person asks about", names, { asked: "pods/asked" }, ["pods/asked"]);
test("what names no role", names, { workloads: [workload("api", { role: "a b" })], asked: "" }, []);
test(
  "service accounts, by the whole ARN alone",
  names,
  { serviceAccounts: [account({ [key]: arn("pods/sa") }), account({ [key]: "pods/no" }), account({})] },
  ["pods/sa"],
);
test(
  "associations",
  names,
  { eks: { ...eks, associations: [{ namespace: "shop", serviceAccount: "api", role: arn("pods/pi") }] } },
  ["pods/pi"],
);
test("EKS without associations", names, { eks: { ...eks, associations: [] } }, []);
test("node roles", names, { nodeRoles: [arn("node-a")] }, ["node-a"]);
test(
  "each once, in the order first named",
  names,
  {
    workloads: [workload("b", { role: "pods/b" }), workload("a", { role: "pods/a" })],
    ...{ pods: [aPod({ annotations: claims(arn("pods/b")) })], asked: "pods/a", nodeRoles: [arn("pods/b"), arn("n")] },
    serviceAccounts: [account({ [key]: arn("pods/a") })],
  },
  ["pods/b", "pods/a", "n"],
);
test(
  "by a key that the operator chose",
  names,
  {
    settings: { ...settings, keys: { ...annotationKeys, role: "example.com/role" } },
    workloads: [
      workload("api", { templateAnnotations: { "example.com/role": "pods/api" } }),
      workload("web", { role: "no" }),
    ],
    pods: [aPod({ annotations: { "example.com/role": "pods/pod" } }), aPod({ annotations: claims("no") })],
  },
  ["pods/api", "pods/pod"],
);
