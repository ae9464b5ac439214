// Admitting node roles to a trust policy and withdrawing them.
import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { admitRoles, withdrawRoles } from "../../src/iam/trust-policy.ts";

const node = "arn:aws:iam::111122223333:role/eks/node-a" as RoleArn;
const compact = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

test("admitting twice changes nothing the second time, and withdrawing gives the first text back", (t) => {
  const first = admitRoles(compact, [node], {});
  if (first.kind !== "changed") return t.fail();
  t.deepEqual(admitRoles(first.text, [node], {}), { kind: "unchanged" });
  t.deepEqual(withdrawRoles(first.text), { kind: "changed", text: compact });
});
