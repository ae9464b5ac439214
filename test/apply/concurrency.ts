// Two at once on one role's trust policy, round after round: whoever comes second plans again, and no statement is lost.
import test from "ava";
import { createApplyStep } from "../../src/apply/apply-step.ts";
import { createCarryOut } from "../../src/apply/carry-out.ts";
import { createJournal } from "../../src/apply/journal.ts";
import { createLock } from "../../src/apply/lock.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { admitRoles } from "../../src/iam/trust-policy.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { unstyled } from "../../src/report/style.ts";
import { createAsk } from "../../src/terminal/ask.ts";
import { createTerminal } from "../../src/terminal/terminal.ts";
import { role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";
import { plan } from "../helpers/steps.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { fakeStreams } from "../helpers/terminal.ts";

signInAsOperator();

const api = "arn:aws:iam::111122223333:role/api" as RoleArn;
const node = "arn:aws:iam::111122223333:role/node-a" as RoleArn;
const rounds = 50;

test(`${rounds} rounds of two terminals granting on one role at once: both statements are there each time`, async (t) => {
  const state = await temporaryFolder();
  let replanned = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { url, account, stop } = await startAccount({ roles: [role("api"), role("node-a")] });
    const trustNow = async (): Promise<string> => {
      const lookup = await account.readRole(api);
      return lookup.kind === "found" ? lookup.facts.trust : "";
    };
    const sids = [`IamctlNodesOne${round}`, `IamctlNodesOther${round}`];
    const grant = async (sid: string): Promise<void> => {
      const streams = fakeStreams();
      const terminal = createTerminal({ ...streams, env: {} });
      const carryOut = createCarryOut({
        terminal,
        style: unstyled,
        ask: createAsk({ ...streams, interactive: false, colour: false }),
        journal: createJournal({ folder: state, now: () => new Date() }),
        lock: createLock({ folder: state }),
        onStop: () => () => undefined,
        pause: async () => undefined,
        applyStep: createApplyStep({
          account: { endpoint: url, region: "eu-west-1" },
          cluster: {},
          pause: async () => undefined,
        }),
      });
      const planAgain = async (): Promise<Plan> => {
        const before = await trustNow();
        const edit = admitRoles(before, [node], { sid, externalId: sid });
        return plan(edit.kind === "changed" ? [{ kind: "replace-trust", role: api, before, after: edit.text }] : []);
      };
      const options = { yes: true, dryRun: false, check: false, output: "text", replan: planAgain } as const;
      t.is(await carryOut(await planAgain(), options), 0);
      if (streams.said().includes("Planned again")) replanned += 1;
    };
    await Promise.all(sids.map(grant));
    const trust = await trustNow();
    for (const sid of sids) t.true(trust.includes(`"${sid}"`), `round ${round}: ${sid} was lost: ${trust}`);
    await stop();
  }
  // Otherwise the two were never at it together, and nothing was shown.
  t.true(replanned >= rounds / 2, `only ${replanned} of ${rounds} rounds met`);
});
