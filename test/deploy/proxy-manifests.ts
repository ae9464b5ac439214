// The objects that run the proxy: least privilege in the cluster and on the node, and what the chart says of itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { proxyManifests } from "../../src/deploy/proxy-manifests.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { type ApiDaemonSet, toProxyRecord } from "../../src/pods/proxy-record.ts";
import { clusterRole } from "../../src/permissions/cluster-role.ts";
import { chartFiles, chartValues, readChart } from "../helpers/chart.ts";

const release = { name: "iamctl-proxy", namespace: "infra", version: "9.9.9" };
const values = chartValues();
const image = { ...values.image, repository: "r.example/proxy" };
const objects = proxyManifests(chartFiles(), { ...values, image }, release) as readonly Manifest[];

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: unknown;
  readonly spec?: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly hostNetwork: boolean;
  readonly hostPID?: boolean;
  readonly serviceAccountName: string;
  readonly securityContext: object;
  readonly volumes: readonly { readonly hostPath?: { readonly path: string } }[];
  readonly containers: readonly { readonly image: string; readonly securityContext: object }[];
}

test("the chart's rules are what the proxy is said to need, and nothing more", (t) => {
  t.deepEqual(chartFiles().rules, (clusterRole(["proxy"]) as { rules: readonly object[] }).rules);
});

test("the manifests hold them, bound to the proxy's own service account", (t) => {
  t.deepEqual(
    objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? "-"}/${metadata.name}`),
    [
      "ServiceAccount infra/iamctl-proxy",
      "ClusterRole -/iamctl-proxy",
      "ClusterRoleBinding -/iamctl-proxy",
      "DaemonSet infra/iamctl-proxy",
    ],
  );
  t.deepEqual(objects[1]?.rules, chartFiles().rules);
});

test("the proxy has the node's network, two capabilities, two paths of the node, and nothing else of it", (t) => {
  const pod = objects[3]?.spec?.template.spec;
  if (pod === undefined) return t.fail();
  t.true(pod.hostNetwork);
  t.is(pod.hostPID, undefined);
  t.deepEqual(pod.securityContext, { seccompProfile: { type: "RuntimeDefault" } });
  t.deepEqual(pod.containers[0]?.securityContext, {
    ...{ runAsUser: 0, privileged: false, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    capabilities: { drop: ["ALL"], add: ["NET_ADMIN", "NET_RAW"] },
  });
  t.deepEqual(
    pod.volumes.map(({ hostPath }) => hostPath?.path),
    ["/var/lib/iamctl-proxy", "/run/xtables.lock"],
  );
  return t.is(pod.containers[0]?.image, "r.example/proxy:9.9.9");
});

test("audit and status know the DaemonSet for what it is, whatever its image is called", (t) => {
  const daemonSet = { ...objects[3], status: { desiredNumberScheduled: 3, numberReady: 2 } };
  t.like(toProxyRecord(daemonSet as ApiDaemonSet), {
    ...{ program: "iamctl", namespace: "infra", name: "iamctl-proxy", desired: 3, ready: 2 },
    ...{ priorityClass: "system-node-critical", serviceAccount: "iamctl-proxy" },
    flags: { rules: "auto", interface: "!eth0", prefix: "/pods/", tokens: "required", listen: "$(HOST_IP):8181" },
  });
});

test("a startup taint comes with the right to patch nodes, and with what holds that to the proxy's own", (t) => {
  const wished = { ...values, image, proxy: { ...values.proxy, startupTaint: "team/not-yet" } };
  const manifests = proxyManifests(chartFiles(), wished, release) as readonly (Manifest & OwnNode)[];
  t.deepEqual(
    manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    [
      ...["ServiceAccount iamctl-proxy", "ClusterRole iamctl-proxy", "ClusterRoleBinding iamctl-proxy"],
      "ValidatingAdmissionPolicy iamctl-proxy-own-node",
      ...["ValidatingAdmissionPolicyBinding iamctl-proxy-own-node", "DaemonSet iamctl-proxy"],
    ],
  );
  const { rules } = clusterRole(["startup-taint"]) as { rules: readonly object[] };
  t.deepEqual(chartFiles().taintRules, rules);
  t.deepEqual(manifests[1]?.rules, [...chartFiles().rules, ...rules]);
  const { variables = [] } = manifests[3]?.spec ?? {};
  t.deepEqual(
    variables.slice(0, 2).map(({ expression }) => expression),
    ['"system:serviceaccount:infra:iamctl-proxy"', '"team/not-yet"'],
  );
  t.like(manifests[4]?.spec, { policyName: "iamctl-proxy-own-node", validationActions: ["Deny"] });
});

interface OwnNode {
  readonly spec?: { readonly variables?: readonly { readonly expression: string }[] };
}

test("a digest wins over the tag", (t) => {
  const digest = `sha256:${"a".repeat(64)}`;
  const [, , , daemonSet] = proxyManifests(chartFiles(), { ...values, image: { ...image, tag: "1", digest } }, release);
  t.is((daemonSet as Manifest).spec?.template.spec.containers[0]?.image, `r.example/proxy@${digest}`);
});

test("the chart has the version of the package", (t) => {
  const { version } = JSON.parse(readFileSync(join(findPackageFolder(), "package.json"), "utf8")) as {
    version: string;
  };
  t.like(readChart("Chart.yaml"), { version, appVersion: version });
});

test("the Containerfile takes from the bundle what the bundle makes", (t) => {
  const read = (file: string): string => readFileSync(join(findPackageFolder(), file), "utf8");
  const copied = [...read("Containerfile").matchAll(/\/iamctl\/dist\/([\w.]+)/gu)].map(([, name]) => name ?? "");
  t.deepEqual(copied, ["proxy.mjs", "proxy.licences.txt", "proxy"]);
  for (const name of copied) t.true(read("scripts/bundle.js").includes(`"${name}"`), name);
  t.regex(read("Containerfile"), /^RUN npm run bundle$/mu);
});
