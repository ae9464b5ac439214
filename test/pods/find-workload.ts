import test from "ava";
import { findWorkload, nearWorkloads, printQualified } from "../../src/pods/find-workload.ts";
import { workload } from "../helpers/build.ts";

const workloads = [
  workload("api"),
  workload("orders"),
  workload("orders", { kind: "CronJob", uid: "uid-cron" }),
  workload("thumbnails", { namespace: "media" }),
  workload("worker", { namespace: "media" }),
  workload("worker", { namespace: "platform" }),
];

const finds = test.macro((t, words: string, expected: string) => {
  const found = findWorkload(words, "shop", workloads);
  switch (found.kind) {
    case "found":
      return t.is(printQualified(found.workload), expected);
    case "ambiguous":
      return t.is(`ambiguous: ${found.candidates.map(printQualified).join(" ")}`, expected);
    case "unknown-kind":
      return t.is(`unknown kind: ${found.word}`, expected);
    case "none": {
      const elsewhere = found.elsewhere.map(printQualified).join(" ");
      const near = nearWorkloads(found.name, "shop", workloads).map(printQualified).join(" ");
      return t.is(`none; elsewhere: ${elsewhere}; near: ${near}`, expected);
    }
  }
});

test("a name alone", finds, "api", "shop/deployment/api");
test("kubectl's short word for the kind", finds, "deploy/api", "shop/deployment/api");
test("the kind's own name, in any letter case", finds, "Deployment/api", "shop/deployment/api");
test("kind and group, as kubectl get -o name prints them", finds, "deployment.apps/api", "shop/deployment/api");
test("a name that two kinds share", finds, "orders", "ambiguous: shop/deployment/orders shop/cronjob/orders");
test("the kind tells them apart", finds, "cj/orders", "shop/cronjob/orders");
test(
  "namespace, kind and name, as reports print it",
  finds,
  "media/deployment/thumbnails",
  "media/deployment/thumbnails",
);
test("a kind that is none", finds, "service/api", "unknown kind: service");
test(
  "a name of another namespace",
  finds,
  "thumbnails",
  "none; elsewhere: media/deployment/thumbnails; near: media/deployment/thumbnails",
);
test(
  "a name of two other namespaces",
  finds,
  "worker",
  "none; elsewhere: media/deployment/worker platform/deployment/worker; near: media/deployment/worker platform/deployment/worker",
);
test("a typing error", finds, "ordres", "none; elsewhere: ; near: shop/deployment/orders shop/cronjob/orders");
test("nothing at all", finds, "zebra", "none; elsewhere: ; near: ");
