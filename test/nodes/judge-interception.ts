import test from "ava";
import { joinInterceptions, judgeInterception, type NodeTraits } from "../../src/nodes/judge-interception.ts";

const judges = test.macro((t, traits: Partial<NodeTraits>, verdict: "yes" | "no" | "unknown", why: RegExp) => {
  const judged = judgeInterception({ kind: "managed", windows: false, ...traits });
  t.is(judged.verdict, verdict);
  t.regex(judged.why, why);
});

for (const kind of ["managed", "self-managed", "karpenter", "ec2"] as const) {
  test(`Linux on EC2: ${kind}`, judges, { kind }, "yes", /^Linux on EC2$/);
}
test("Windows", judges, { windows: true }, "no", /Windows/);
test("no metadata service", judges, { metadata: { endpoint: "disabled" } }, "no", /endpoint is disabled/);
test(
  "tokens and hop limit are no hindrance",
  judges,
  { metadata: { tokens: "required", hopLimit: 1 } },
  "yes",
  /Linux/,
);
test("Fargate", judges, { kind: "fargate" }, "no", /IRSA/);
test("Auto Mode", judges, { kind: "auto" }, "no", /Pod Identity/);
test("hybrid", judges, { kind: "hybrid" }, "no", /not EC2/);
test("HyperPod", judges, { kind: "hyperpod" }, "unknown", /not known/);
test("a control plane", judges, { kind: "control-plane" }, "no", /taint/);
test("another cloud", judges, { kind: "other" }, "no", /not EC2/);

const linux = judgeInterception({ kind: "managed", windows: false });
const windows = judgeInterception({ kind: "managed", windows: true });
const hyperpod = judgeInterception({ kind: "hyperpod", windows: false });

test("a role of both is served where it can be, and the rest is told", (t) => {
  t.like(joinInterceptions([windows, linux, windows]), { verdict: "yes" });
  t.regex(joinInterceptions([windows, linux, windows]).why, /^Linux on EC2; but not all: Windows nodes[^;]*$/);
});
test("what is not known is not a no", (t) => t.is(joinInterceptions([windows, hyperpod]).verdict, "unknown"));
test("nowhere is a no", (t) => t.is(joinInterceptions([windows, windows]).verdict, "no"));
test("nothing at all is not known", (t) => t.is(joinInterceptions([]).verdict, "unknown"));
