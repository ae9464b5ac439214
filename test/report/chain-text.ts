import test from "ava";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { chainJson } from "../../src/report/chain-json.ts";
import { chainText } from "../../src/report/chain-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { role, snapshot, workload, type World } from "../helpers/build.ts";

function judged(world: World) {
  const facts = snapshot(world);
  const [subject = workload("none")] = facts.workloads;
  return judgeAccess(subjectOfWorkload(subject), facts);
}

const shows = test.macro((t, world: World, expected: string) => {
  t.is(chainText(judged(world), { style: unstyled, width: 100 }), expected);
});

test(
  "a chain that holds",
  shows,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] },
  `shop/deployment/api
  ok  pod       annotated "pods/api"
  ok  string    names arn:aws:iam::111122223333:role/pods/api
  ok  role      arn:aws:iam::111122223333:role/pods/api exists
  ok  trust     the trust policy admits the node role
  ok  identity  no policy of the node role stands in the way; service control policies are not seen
  ok  condition every condition is met
  ok  duration  3600 s asked, 3600 s allowed

It can hold arn:aws:iam::111122223333:role/pods/api.
`,
);

test(
  "a chain that breaks shows where, what is left unjudged and what to type",
  shows,
  { workloads: [workload("api", { role: "pods/nowhere" })] },
  `shop/deployment/api
  ok  pod       annotated "pods/nowhere"
  ok  string    names arn:aws:iam::111122223333:role/pods/nowhere
  no  role      account 111122223333 has no role named "nowhere"
   -  trust     not judged
   -  identity  not judged
   -  condition not judged
   -  duration  not judged

Create the role, or name the one that was meant.
  $ iamctl grant -n shop deployment/api ROLE
`,
);

test("the JSON names the obstacle and every link", (t) => {
  const document = JSON.parse(chainJson(judged({ workloads: [workload("api", { role: "pods/nowhere" })] }))) as {
    allowed: boolean;
    obstacle: string;
    links: { name: string; verdict: { kind: string } }[];
  };
  t.false(document.allowed);
  t.is(document.obstacle, "role");
  t.deepEqual(
    document.links.map(({ name, verdict }) => `${name} ${verdict.kind}`),
    [
      "pod holds",
      "string holds",
      "role broken",
      "trust not-judged",
      "identity not-judged",
      "condition not-judged",
      "duration not-judged",
    ],
  );
});
