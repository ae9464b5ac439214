// Which tool keeps a workload, told from what it leaves on it.
import test from "ava";
import { managerOfWorkload } from "../../src/pods/workload-manager.ts";

type Texts = Record<string, string>;
const keeps = test.macro((t, labels: Texts, annotations: Texts, expected: string | undefined) => {
  const manager = managerOfWorkload(labels, annotations);
  t.is(manager && `${manager.tool} ${manager.name} ${manager.source}`, expected);
});

test("nobody", keeps, { app: "api" }, {}, undefined);
test(
  "an instance label alone is Helm's habit, not a proof",
  keeps,
  { "app.kubernetes.io/instance": "shop" },
  {},
  undefined,
);
test(
  "another tool under managed-by is not known to take changes back",
  keeps,
  { "app.kubernetes.io/managed-by": "kustomize" },
  {},
  undefined,
);
test(
  "a Helm release",
  keeps,
  { "app.kubernetes.io/managed-by": "Helm" },
  { "meta.helm.sh/release-name": "shop" },
  "Helm shop chart",
);
test(
  "Argo CD by its tracking id",
  keeps,
  {},
  { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/api" },
  "Argo CD shop manifests",
);
test("Argo CD by its label", keeps, { "argocd.argoproj.io/instance": "shop" }, {}, "Argo CD shop manifests");
test(
  "Argo CD with a chart",
  keeps,
  { "argocd.argoproj.io/instance": "shop", "helm.sh/chart": "api-1.2.3" },
  {},
  "Argo CD shop chart",
);
test("Flux with manifests", keeps, { "kustomize.toolkit.fluxcd.io/name": "apps" }, {}, "Flux apps manifests");
test(
  "Flux with a chart is Flux's",
  keeps,
  { "app.kubernetes.io/managed-by": "Helm", "helm.toolkit.fluxcd.io/name": "api" },
  { "meta.helm.sh/release-name": "api" },
  "Flux api chart",
);
