// Which workload a person means by what they type for SERVICE.
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
  world.sandbox.kube.create(kindNamed("StatefulSet"), {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "thumbnails", namespace: "media" },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "twin" } },
      template: { metadata: { labels: { app: "twin" } } },
    },
  });
});
test.after.always(async () => world.stop());

const answers = test.macro(async (t, line: string, exitCode: number, text: RegExp) => {
  const { exitCode: ended, printed, said } = await world.run(`revoke ${line} --dry-run`);
  t.is(ended, exitCode, said);
  t.regex(`${printed}${said}`, text);
});

test.serial("a name", answers, "-n shop storefront", 0, /from shop\/deployment\/storefront/);
test.serial(
  "kubectl's short word for its kind",
  answers,
  "-n shop deploy/storefront",
  0,
  /from shop\/deployment\/storefront/,
);
test.serial(
  "as the audit prints it, whatever -n says",
  answers,
  "-n media shop/deployment/storefront",
  0,
  /from shop\/deployment\/storefront/,
);
test.serial(
  "two of one name",
  answers,
  "-n media thumbnails",
  2,
  /more than one workload in namespace media[^]*deployment\/thumbnails, statefulset\/thumbnails/,
);
test.serial("one of two, by its kind", answers, "-n media sts/thumbnails", 0, /Nothing to change/);
test.serial(
  "the same words in another namespace",
  answers,
  "-n media storefront",
  2,
  /Did you mean shop\/deployment\/storefront\? Add -n shop/,
);
test.serial("close words in this one", answers, "-n shop storefornt", 2, /Did you mean shop\/deployment\/storefront\?/);
test.serial("close words in another", answers, "-n media storefornt", 2, /Did you mean shop\/deployment\/storefront\?/);
test.serial("nothing like it", answers, "-n shop zzzzzzzzzz", 2, /kubectl get/);
