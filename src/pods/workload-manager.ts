// Tells by its labels and annotations which tool keeps a workload, because that tool would take a live change back.

export interface WorkloadManager {
  readonly tool: "Argo CD" | "Flux" | "Helm";
  /** Of the application, Kustomization or release; empty where it does not say. */
  readonly name: string;
  /** What the tool's source of this workload is made of, as far as the workload tells. */
  readonly source: "chart" | "manifests";
}

type Texts = Readonly<Record<string, string>>;

/** Argo CD and Flux before Helm, which both may work through: the outermost is the one to change. */
export function managerOfWorkload(labels: Texts, annotations: Texts): WorkloadManager | undefined {
  const release = annotations["meta.helm.sh/release-name"] ?? labels["helm.toolkit.fluxcd.io/name"];
  const isHelm = labels["app.kubernetes.io/managed-by"] === "Helm" || release !== undefined;
  const source = isHelm || labels["helm.sh/chart"] !== undefined ? "chart" : "manifests";

  // https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/: "APPLICATION:GROUP/KIND:NAMESPACE/NAME"
  const tracked = annotations["argocd.argoproj.io/tracking-id"]?.split(":", 1)[0];
  const application = tracked ?? labels["argocd.argoproj.io/instance"];
  if (application !== undefined) return { tool: "Argo CD", name: application, source };

  const flux = labels["helm.toolkit.fluxcd.io/name"] ?? labels["kustomize.toolkit.fluxcd.io/name"];
  if (flux !== undefined) return { tool: "Flux", name: flux, source };
  return isHelm ? { tool: "Helm", name: release ?? "", source } : undefined;
}
