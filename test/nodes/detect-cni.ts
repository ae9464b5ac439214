import test from "ava";
import { detectNetworks, type NetworkDaemon } from "../../src/nodes/detect-cni.ts";

const daemon = (name: string, env: NetworkDaemon["env"] = {}): NetworkDaemon => ({
  namespace: "kube-system",
  name,
  env,
});
const finds = test.macro((t, daemons: readonly NetworkDaemon[], expected: readonly string[]) => {
  const lines = detectNetworks(daemons).map(
    ({ name, interfaces, single }) => `${name}: ${interfaces.join(",")} (${single})`,
  );
  t.deepEqual(lines, expected);
});

test("Amazon VPC CNI", finds, [daemon("aws-node")], ["Amazon VPC CNI: eni+,vlan+ (eni+)"]);
test(
  "Amazon VPC CNI with another prefix",
  finds,
  [daemon("aws-node", { AWS_VPC_K8S_CNI_VETHPREFIX: "pod" })],
  ["Amazon VPC CNI: pod+,vlan+ (pod+)"],
);
test(
  "Amazon VPC CNI with security groups for pods: one pattern is not enough for both interfaces",
  finds,
  [daemon("aws-node", { ENABLE_POD_ENI: "true" })],
  ["Amazon VPC CNI: eni+,vlan+ (!eth0)"],
);
test("Calico", finds, [daemon("calico-node")], ["Calico: cali+ (cali+)"]);
test(
  "Calico that only enforces policies on the Amazon VPC CNI",
  finds,
  [daemon("aws-node"), daemon("calico-node", { CALICO_NETWORKING_BACKEND: "none" })],
  ["Amazon VPC CNI: eni+,vlan+ (eni+)"],
);
test(
  "Calico told of the VPC CNI's interfaces",
  finds,
  [daemon("aws-node"), daemon("calico-node", { FELIX_INTERFACEPREFIX: "eni" })],
  ["Amazon VPC CNI: eni+,vlan+ (eni+)"],
);
test("Cilium", finds, [daemon("cilium")], ["Cilium: lxc+ (lxc+)"]);
test("Flannel", finds, [daemon("kube-flannel-ds")], ["Flannel: cni0 (cni0)"]);
test("Canal", finds, [daemon("canal")], ["Canal: cali+ (cali+)"]);
test("Weave", finds, [daemon("weave-net")], ["Weave: weave (weave)"]);
test("kube-router", finds, [daemon("kube-router")], ["kube-router: kube-bridge (kube-bridge)"]);
test("OpenShift SDN", finds, [daemon("sdn")], ["OpenShift SDN: tun0 (tun0)"]);
test(
  "two that both carry packets",
  finds,
  [daemon("aws-node"), daemon("cilium")],
  [...["Amazon VPC CNI: eni+,vlan+ (eni+)", "Cilium: lxc+ (lxc+)"]],
);
test("none that is known", finds, [daemon("kube-proxy"), daemon("fluent-bit")], []);

test("networks on which interception is known to be unsafe or not to work say so", (t) => {
  const warned = ["cilium", "kube-flannel-ds", "weave-net", "kube-router", "ovnkube-node"];
  for (const name of warned) t.true(detectNetworks([daemon(name)])[0]?.warnings.length === 1, name);
  for (const name of ["aws-node", "calico-node"]) t.deepEqual(detectNetworks([daemon(name)])[0]?.warnings, [], name);
});
