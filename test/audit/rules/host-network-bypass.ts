import test from "ava";
import { hostNetworkBypass } from "../../../src/audit/rules/host-network-bypass.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(hostNetworkBypass, world), expected);
});

test(
  "an annotated pod on the node's network",
  names,
  { workloads: [workload("api", { role: "pods/api", hostNetwork: true })] },
  ["shop/deployment/api"],
);
test("without an annotation it claims nothing", names, { workloads: [workload("api", { hostNetwork: true })] }, []);
test("on its own network", names, { workloads: [workload("api", { role: "pods/api" })] }, []);
