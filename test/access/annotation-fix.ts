import test from "ava";
import { annotationFix } from "../../src/access/annotation-fix.ts";

test("a grant mends the annotation of a workload whose pod template may change", (t) => {
  const workload = { kind: "CronJob", namespace: "shop", name: "export" } as const;
  t.deepEqual(annotationFix("Name it.", workload, "export"), {
    text: "Name it.",
    command: "iamctl grant -n shop cronjob/export export",
  });
});

test("a Job keeps its pod template, so no command is offered that would be refused", (t) => {
  const fix = annotationFix("Name it.", { kind: "Job", namespace: "shop", name: "export" }, "export");
  t.is(fix.command, undefined);
  t.regex(fix.text, /^Name it\. .*delete the Job/);
});
