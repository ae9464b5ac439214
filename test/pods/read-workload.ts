// What is kept of a workload object, for each kind.
import test from "ava";
import { toWorkloadRecord } from "../../src/pods/read-workload.ts";
import type { ApiWorkload } from "../../src/pods/read-workload.ts";
import type { WorkloadKind } from "../../src/pods/workload-record.ts";

const role = { "iam.amazonaws.com/role": "thumbnails" };
const template = { metadata: { annotations: role, labels: { app: "api" } }, spec: { hostNetwork: true } };

const finds = test.macro<[WorkloadKind, ApiWorkload]>({
  exec: (t, kind, object) =>
    t.like(toWorkloadRecord(kind, object), {
      kind,
      templateAnnotations: role,
      templateLabels: { app: "api" },
      hostNetwork: true,
    }),
  title: (rule) => rule ?? "",
});

test("a Deployment's template is in spec.template", finds, "Deployment", { spec: { template } });
test("a CronJob's template is in that of its Jobs", finds, "CronJob", {
  spec: { jobTemplate: { spec: { template } } },
});
test("a Pod is its own template", finds, "Pod", { metadata: template.metadata, spec: template.spec });

test("annotations of the object are not those of the template", (t) => {
  const { annotations, templateAnnotations } = toWorkloadRecord("Deployment", {
    metadata: { annotations: role },
    spec: {},
  });
  t.deepEqual([annotations, templateAnnotations], [role, {}]);
});

test("annotations that cannot concern roles are dropped", (t) => {
  const annotations = { ...role, "kubectl.kubernetes.io/last-applied-configuration": "{…}" };
  t.deepEqual(toWorkloadRecord("Deployment", { metadata: { annotations } }).annotations, role);
});

test("of environment variables the names are kept, sorted and once each, and never the values", (t) => {
  const env = [
    { name: "AWS_SECRET_ACCESS_KEY", value: "hunter2" },
    { name: "AWS_REGION", value: "eu-west-1" },
  ];
  const record = toWorkloadRecord("Deployment", {
    spec: { template: { spec: { containers: [{ env }, { env }], initContainers: [{}] } } },
  });
  t.deepEqual(record.environmentNames, ["AWS_REGION", "AWS_SECRET_ACCESS_KEY"]);
  t.false(JSON.stringify(record).includes("hunter2"));
});

test("an empty object becomes a record with Kubernetes's defaults", (t) => {
  t.like(toWorkloadRecord("Job", {}), { name: "", serviceAccount: "default", hostNetwork: false });
});
