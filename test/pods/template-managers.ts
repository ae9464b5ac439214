// Who holds an annotation of a pod template, kind by kind.
import test from "ava";
import { managersOf } from "../../src/pods/template-managers.ts";
import type { WorkloadKind } from "../../src/pods/workload-record.ts";

const key = "iam.amazonaws.com/role";
const annotations = { "f:metadata": { "f:annotations": { ".": {}, [`f:${key}`]: {} } } };
const inTemplate = { "f:spec": { "f:template": annotations } };

const tells = test.macro<[WorkloadKind, unknown, readonly string[]]>({
  exec: (t, kind, fieldsV1, expected) =>
    t.deepEqual(managersOf(kind, key, [{ manager: "iamctl", fieldsV1 }]), expected),
  title: (rule) => rule ?? "",
});

test("in a Deployment's template", tells, "Deployment", inTemplate, ["iamctl"]);
test("in a CronJob's job template", tells, "CronJob", { "f:spec": { "f:jobTemplate": inTemplate } }, ["iamctl"]);
test("on a Pod itself", tells, "Pod", annotations, ["iamctl"]);
test("on a Deployment itself it is not the template's", tells, "Deployment", annotations, []);
test("another annotation is another's", tells, "Deployment", { "f:spec": { "f:template": { "f:metadata": {} } } }, []);
test("fields that are none hold nothing", tells, "Deployment", null, []);
test("a key that every object has is not found in what is there", tells, "Deployment", { "f:spec": "toString" }, []);

test("each manager once, with whatever operation", (t) => {
  const entries = [
    { manager: "iamctl", fieldsV1: inTemplate },
    { manager: "helm", fieldsV1: inTemplate },
    { manager: "iamctl", fieldsV1: inTemplate },
  ];
  t.deepEqual(managersOf("StatefulSet", key, entries), ["iamctl", "helm"]);
});
