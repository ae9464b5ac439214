// The subjects that conditions on a token ask for: whole, or no subject of a service account at all.
import test from "ava";
import { parseSubject, type Subject } from "../../src/audit/token-trust.ts";

const cases: readonly [text: string, subject: Subject | undefined][] = [
  ["system:serviceaccount:shop:api", { namespace: "shop", serviceAccount: "api" }],
  ["system:serviceaccount:shop:*", { namespace: "shop", serviceAccount: "*" }],
  ["system:serviceaccount:*:deployer-?", { namespace: "*", serviceAccount: "deployer-?" }],
  ["system:serviceaccount:shop", undefined],
  ["system:serviceaccount::api", undefined],
  ["system:serviceaccount:shop:", undefined],
  ["system:serviceaccount:shop:api:x", undefined],
  ["x:system:serviceaccount:shop:api", undefined],
  ["system:node:ip-10-0-0-1", undefined],
  ["*", undefined],
];

for (const [text, subject] of cases) {
  test(`${text} is ${subject === undefined ? "no account's" : "an account's"}`, (t) =>
    t.deepEqual(parseSubject(text), subject));
}
