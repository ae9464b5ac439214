// The contract of a cluster as kubectl sees it: the real kubectl says the same of the sandbox as of a real API server.
import type { ExecutionContext } from "ava";
import { createContract } from "./helpers/contract.ts";
import { eventually } from "./helpers/eventually.ts";
import { kubectl, startKubectl } from "./helpers/kubectl.ts";
import type { World } from "./helpers/world.ts";

const contract = createContract();

const labels = { app: "printer" };
const printer = (image: string, spec: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "printer", labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
    ...spec,
  },
});

/** Each line with its exit code and what it says on either stream; lines go on from where the last one left. */
type Line = readonly [line: string, exitCode: number, says: RegExp, input?: object];

const stories: Readonly<Record<string, readonly Line[]>> = {
  "objects are listed in kubectl's columns": [
    ["get pods -l app=covers", 0, /^NAME +READY +STATUS +RESTARTS +AGE\ncovers-\S+ +1\/1 +Running +0 +\d+/],
    ["get pods -o wide", 0, /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n/],
    ["get deployments", 0, /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ncovers +2\/2 +2 +2 +\d+/],
    ["get deploy -o wide", 0, /AGE +CONTAINERS +IMAGES +SELECTOR\ncovers .* covers +registry\S+ +app=covers\n/],
    ["get sts -n shop", 0, /^NAME +READY +AGE\ncatalogue-search +1\/1 /],
    ["get ds -n platform", 0, /^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE\n/],
    ["get jobs", 0, /^NAME +STATUS +COMPLETIONS +DURATION +AGE\nebook-render +Running +0\/1 /],
    ["get cj -n shop", 0, /^NAME +SCHEDULE +TIMEZONE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE\norder-export /],
    ["get rs", 0, /^NAME +DESIRED +CURRENT +READY +AGE\ncovers-\S+ +2 +2 +2 /],
    [
      "get svc -n shop",
      0,
      /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nstorefront +ClusterIP +\S+ +<none> +80/,
    ],
    ["get nodes", 0, /^NAME +STATUS +ROLES +AGE +VERSION\nip-\S+ +Ready +<none> +\S+ +v1/],
    ["get namespaces", 0, /^NAME +STATUS +AGE\ndefault +Active /],
    ["get deploy -A", 0, /^NAMESPACE +NAME +READY/],
    ["get deploy,rs", 0, /^NAME +READY.*\ndeployment.apps\/covers [^]*\nreplicaset.apps\/covers-/],
  ],
  "objects are printed in every form": [
    ["get deploy covers -o 'jsonpath={.spec.replicas} {.kind}'", 0, /^2 Deployment$/],
    ["get deploy covers -o yaml", 0, /^apiVersion: apps\/v1\nkind: Deployment\nmetadata:\n/],
    ["get deploy covers -o yaml --show-managed-fields", 0, /f:spec:/],
    ["get deploy covers -o json", 0, /^\{\n {4}"apiVersion": "apps\/v1"/],
    ["get deploy -o name", 0, /^deployment\.apps\/covers\ndeployment\.apps\/thumbnails\n$/],
    ["get deploy covers -o custom-columns=N:.metadata.name,R:.spec.replicas", 0, /^N +R\ncovers +2\n$/],
    ["get pods --field-selector=status.phase=Running -l 'app in (covers)' -o name", 0, /^pod\/covers-/],
    ["get deploy nosuch", 1, /deployments\.apps "nosuch" not found/],
    ["get nonsense", 1, /the server doesn't have a resource type "nonsense"/],
    [
      "describe deploy covers",
      0,
      /^Name: +covers\n[^]*\nReplicas: +2 desired \| 2 updated \| 2 total[^]*iam.amazonaws.com/,
    ],
    ["describe pod -l app=covers", 0, /^Name: +covers-[^]*\nControlled By: +ReplicaSet\/covers-/],
    ["describe node", 0, /^Name: +ip-/],
  ],
  "metadata is annotated and labelled": [
    ["annotate deploy covers note=1", 0, /deployment.apps\/covers annotated/],
    ["annotate deploy covers note=2", 1, /--overwrite is false/],
    ["annotate deploy covers note=2 --overwrite", 0, /annotated/],
    ["get deploy covers -o 'jsonpath={.metadata.annotations.note}'", 0, /^2$/],
    ["annotate deploy covers note-", 0, /annotated/],
    ["label deploy covers tier=web", 0, /labeled/],
    ["label deploy covers tier=api", 1, /--overwrite is false/],
    ["label deploy covers 'tier=a b' --overwrite", 1, /[Ii]nvalid/],
    ["get deploy -l tier=web -o name", 0, /^deployment.apps\/covers\n$/],
    ["label deploy covers tier-", 0, /unlabeled/],
    ["annotate deploy covers 'a b=1'", 1, /name part must consist of|[Ii]nvalid/],
  ],
  "objects are made by name": [
    ["create deployment made --image=nginx --replicas=2 --port=80", 0, /deployment.apps\/made created/],
    ["create deployment made --image=nginx", 1, /already exists/],
    [
      "get deploy made -o 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].ports[0].containerPort}'",
      0,
      /^2 80$/,
    ],
    [
      "get deploy made -o 'jsonpath={.spec.selector.matchLabels} {.spec.template.spec.containers[*].name}'",
      0,
      /^\{"app":"made"\} nginx$/,
    ],
    ["rollout status deploy/made --timeout=300s", 0, /successfully rolled out/],
    ["create job made --image=busybox -- true", 0, /job.batch\/made created/],
    ["create cronjob made --image=busybox '--schedule=0 0 1 1 *' -- sh -c true", 0, /cronjob.batch\/made created/],
    [
      "get cj made -o 'jsonpath={.spec.schedule} {.spec.jobTemplate.spec.template.spec.containers[0].command}'",
      0,
      /^0 0 1 1 \* \["sh","-c","true"\]$/,
    ],
    ["create configmap made --from-literal=a=b", 0, /configmap\/made created/],
    ["get configmap made -o 'jsonpath={.data.a}'", 0, /^b$/],
    ["create serviceaccount made", 0, /serviceaccount\/made created/],
    ["create namespace made", 0, /namespace\/made created/],
    ["create deployment other --image=nginx -n nowhere", 1, /namespaces "nowhere" not found/],
    ["run made --image=nginx", 0, /pod\/made created/],
    ["delete deploy,job,cj,cm,sa,pod made", 0, /deployment.apps "made" deleted/],
  ],
  "somebody asks what they may do": [
    ["auth can-i get pods", 0, /^yes\n$/],
    ["auth can-i --list", 0, /\*\.\* +\[\] +\[\] +\[\*\]/],
    ["auth whoami", 0, /operator/],
    ["logs deploy/covers", 1, /Error from server/],
  ],
  "a manifest is applied, changed and taken away": [
    ["diff -f -", 1, /printer/, printer("app:1")],
    ["apply -f - --dry-run=server", 0, /deployment.apps\/printer created \(server dry run\)/, printer("app:1")],
    ["apply -f -", 0, /deployment.apps\/printer created/, printer("app:1")],
    ["apply -f -", 0, /deployment.apps\/printer unchanged/, printer("app:1")],
    ["diff -f -", 0, /^$/, printer("app:1")],
    ["rollout status deploy/printer --timeout=300s", 0, /successfully rolled out/],
    ["apply -f -", 0, /deployment.apps\/printer configured/, printer("app:2", { replicas: 2 })],
    ["rollout status deploy/printer --timeout=300s", 0, /successfully rolled out/],
    ["rollout history deploy/printer", 0, /REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>/],
    ["create -f -", 1, /deployments.apps "printer" already exists/, printer("app:2")],
    ["replace -f -", 0, /deployment.apps\/printer replaced/, printer("app:3")],
    ["scale deploy/printer --replicas=3", 0, /scaled/],
    ["get deploy printer -o 'jsonpath={.spec.replicas}'", 0, /^3$/],
    ["scale deploy/printer --replicas=1 --current-replicas=2", 1, /Expected replicas to be 2, was 3/],
    ["scale deploy/printer --replicas=-1", 1, /replicas/],
    ["set env deploy/printer MODE=quiet", 0, /env updated/],
    ["set env deploy/printer --list", 0, /MODE=quiet/],
    ["set image deploy/printer app=app:4", 0, /image updated/],
    ['patch deploy printer -p \'{"spec":{"minReadySeconds":1}}\'', 0, /patched/],
    // As long as its controller writes how far it is, something does change in between.
    ["rollout status deploy/printer --timeout=300s", 0, /successfully rolled out/],
    ['patch deploy printer -p \'{"spec":{"minReadySeconds":1}}\'', 0, /patched \(no change\)/],
    ['patch deploy printer --type=merge -p \'{"spec":{"minReadySeconds":0}}\'', 0, /patched/],
    ['patch deploy printer --type=json -p \'[{"op":"replace","path":"/spec/replicas","value":1}]\'', 0, /patched/],
    ['patch deploy printer --type=json -p \'[{"op":"test","path":"/spec/replicas","value":9}]\'', 1, /[Ee]rror/],
    ["rollout restart deploy/printer", 0, /restarted/],
    ["rollout pause deploy/printer", 0, /paused/],
    ["rollout resume deploy/printer", 0, /resumed/],
    ["rollout status deploy/printer --timeout=300s", 0, /successfully rolled out/],
    ["rollout undo deploy/printer", 0, /rolled back/],
    ["wait --for=condition=Available deploy/printer --timeout=300s", 0, /condition met/],
    ["apply --server-side -f -", 1, /Apply failed with [^]*conflict/, printer("app:9")],
    ["apply --server-side --force-conflicts -f -", 0, /serverside-applied/, printer("app:9")],
    ["delete -f -", 0, /deployment.apps "printer" deleted/, printer("app:9")],
    ["get deploy printer", 1, /not found/],
    ["delete deploy printer", 1, /not found/],
    ["delete deploy printer --ignore-not-found", 0, /^$/],
  ],
};

for (const [title, lines] of Object.entries(stories)) {
  contract(title, async (t, world) => {
    for (const [line, exitCode, says, input] of lines)
      await ends(t, world, `${placeOf(line)} ${line}`, exitCode, says, input);
  });
}

contract("a watch tells of what comes, changes and goes", async (t, world) => {
  const watch = await startKubectl(world, "get pods -n media -l app=watched --watch --output-watch-events");
  const told = async (line: RegExp): Promise<void> => {
    await eventually(
      `kubectl tells ${line.source} in ${watch.output()}`,
      async () => line.test(watch.output()) || undefined,
    );
  };
  const manifest = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "watched", labels: { app: "watched" } },
    spec: { containers: [{ name: "app", image: "app:1" }] },
  };
  await ends(t, world, "apply -n media -f -", 0, /pod\/watched created/, manifest);
  await told(/ADDED +watched /);
  await ends(t, world, "label pod watched -n media more=1", 0, /labeled/);
  await told(/MODIFIED +watched /);
  await ends(t, world, "delete pod watched -n media --wait=false", 0, /deleted/);
  await told(/DELETED +watched /);
  await watch.stop();
});

async function ends(
  t: ExecutionContext,
  world: World,
  line: string,
  exitCode: number,
  says: RegExp,
  input?: object,
): Promise<void> {
  const outcome = await kubectl(world, line, input);
  const told = `${outcome.stdout}${outcome.stderr}`;
  t.is(outcome.exitCode, exitCode, `kubectl ${line}\n${told}`);
  t.regex(told, says, `kubectl ${line}`);
}

function placeOf(line: string): string {
  return / -n | -A/.test(line) ? "" : "-n media";
}
