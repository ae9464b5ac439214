// Whether the policy by which node roles assume pod roles is the one that `init` writes.
import test from "ava";
import { judgeOwnPolicy, type OwnPolicyFacts } from "../../src/access/judge-own-policy.ts";
import type { PolicyStatus } from "../../src/access/set-up.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { assumePolicy } from "../../src/iam/assume-policy.ts";
import { printPolicy } from "../../src/iam/policy-document.ts";
import { accountId, arn, snapshot } from "../helpers/build.ts";

const policyArn = `arn:aws:iam::${accountId}:policy/iamctl/assume`;
const place = { partition: "aws", account: accountId, prefix: "/pods/" };
const planned = printPolicy(assumePolicy(place));
const tagging = printPolicy(assumePolicy({ ...place, tagSessions: true }));
const harbor = { settings: { ...snapshot().settings, sessionTags: { name: "harbor" } } };
const unread: Partial<Snapshot> = { roles: new Map([[arn("node-a"), { kind: "absent" }]]) };

const judges = test.macro(
  (t, policy: OwnPolicyFacts["policy"], expected: Partial<PolicyStatus>, change?: Partial<Snapshot>) => {
    const facts = { snapshot: snapshot({ change: change ?? {} }), policyArn, policy };
    t.deepEqual(judgeOwnPolicy(facts), {
      arn: policyArn,
      managed: "yes",
      state: "as planned",
      inlineIn: [],
      ...expected,
    });
  },
);
const read = (text: string | undefined) => ({ kind: "read", text }) as const;
const differs = { state: "differs" } as const;

test("as planned", judges, read(planned), {});
test("as planned with a fence", judges, read(printPolicy(assumePolicy(place, "deny"))), {});
test("of another prefix", judges, read(planned.replaceAll("pods", "jobs")), differs);
test("no policy at all", judges, read("{"), differs);
test("absent", judges, read(undefined), { managed: "no", state: "absent" });
test(
  "absent, and node roles that nobody could look into",
  judges,
  read(undefined),
  { managed: "no", state: "absent" },
  unread,
);
test("not to be read: it may be managed or not", judges, { kind: "unread" }, { managed: "unknown", state: "unknown" });
test("without leave to tag sessions, where no proxy does", judges, read(planned), {});
test("without it, where a proxy does", judges, read(planned), differs, harbor);
test("with it, where no proxy does yet", judges, read(tagging), {});
test("with it, where a proxy does", judges, read(tagging), {}, harbor);
