// The law of undo: whatever a trust policy looked like, changing it and taking the change back restores every byte.
import test from "ava";
import { assert, asyncProperty, constantFrom, integer, record, uniqueArray } from "fast-check";
import { createApplyStep } from "../../src/apply/apply-step.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { admitRoles } from "../../src/iam/trust-policy.ts";
import { invertStep } from "../../src/plan/invert-step.ts";
import type { Step } from "../../src/plan/step.ts";
import { role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";

signInAsOperator();

const node = "arn:aws:iam::111122223333:role/node-a" as RoleArn;
const api = "arn:aws:iam::111122223333:role/api" as RoleArn;

/** Each once: IAM refuses a document in which a Sid occurs twice. */
const statement = constantFrom(
  '{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}',
  '{"Action":["sts:AssumeRole","sts:TagSession"],"Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Effect":"Allow","Sid":"Root"}',
  '{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":false}}}',
  `{"Sid":"IamctlNodeRoles","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/node-b"},"Action":"sts:AssumeRole"}`,
);

/** The same document as people and tools lay it out. */
const trust = record({
  statements: uniqueArray(statement, { minLength: 1, maxLength: 3 }),
  indent: integer({ min: 0, max: 4 }),
  end: constantFrom("", "\n", "\r\n"),
  version: constantFrom('"Version":"2012-10-17",', '"Id":"x","Version":"2012-10-17",', ""),
}).map(({ statements, indent, end, version }) => {
  const compact = `{${version}"Statement":${statements.length === 1 ? (statements[0] ?? "") : `[${statements.join(",")}]`}}`;
  return (indent === 0 ? compact : JSON.stringify(JSON.parse(compact), undefined, indent)) + end;
});

test("undo after admitting a node role restores the account byte for byte", async (t) => {
  let changes = 0;
  await assert(
    asyncProperty(trust, async (text) => {
      const { state, url, stop } = await startAccount({
        roles: [role("api", { trust: text }), role("node-a"), role("node-b")],
      });
      try {
        const before = state.dumpAccount();
        const edit = admitRoles(text, [node], {});
        if (edit.kind !== "changed") return edit.kind === "unchanged";
        changes += 1;
        const apply = createApplyStep({
          account: { endpoint: url, region: "eu-west-1" },
          cluster: {},
          pause: async () => undefined,
        });
        const step: Step = { kind: "replace-trust", role: api, before: text, after: edit.text };
        await apply(step, () => undefined);
        const arrived = state.dumpAccount() !== before;
        await apply(invertStep(step), () => undefined);
        return arrived && state.dumpAccount() === before;
      } finally {
        await stop();
      }
    }),
    { numRuns: 40 },
  );
  t.true(changes > 20);
});
