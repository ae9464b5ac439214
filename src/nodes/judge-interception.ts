// Whether a proxy on the node can stand between pods and the metadata service: yes, no or unknown, and why.
import type { MetadataOptions, NodeKind } from "./node-source.ts";

export interface Interception {
  readonly verdict: "yes" | "no" | "unknown";
  /** Goes on the sentence "interceptable: no, …". */
  readonly why: string;
}

export interface NodeTraits {
  readonly kind: NodeKind;
  readonly windows: boolean;
  readonly metadata?: Partial<MetadataOptions> | undefined;
}

export function judgeInterception({ kind, windows, metadata }: NodeTraits): Interception {
  const never = reasons[kind];
  if (never !== undefined) return never;
  if (windows) return no("Windows nodes: the proxy and its packet rules are for Linux, and pods reach the node's role");
  if (metadata?.endpoint === "disabled") {
    return no("their metadata endpoint is disabled, so that the proxy could not get the node role's credentials");
  }
  return { verdict: "yes", why: "Linux on EC2" };
}

/** The roles of a node kind as one: nodes that cannot be covered are told beside those that can. */
export function joinInterceptions(parts: readonly Interception[]): Interception {
  const of = (verdict: Interception["verdict"]) => parts.filter((part) => part.verdict === verdict);
  const [first] = of("yes");
  const refused = of("no").map(({ why }) => why);
  if (first !== undefined) {
    const but = refused.length === 0 ? "" : `; but not all: ${[...new Set(refused)].join("; ")}`;
    return { verdict: "yes", why: `${first.why}${but}` };
  }
  const unsure = of("unknown")[0];
  if (unsure !== undefined) return unsure;
  return refused.length === 0
    ? { verdict: "unknown", why: "nothing tells what kind of node it is for" }
    : no([...new Set(refused)].join("; "));
}

const reasons: Partial<Record<NodeKind, Interception>> = {
  // https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
  fargate: no("Fargate pods have no metadata service and no DaemonSets: give their service accounts roles (IRSA)"),
  // https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html
  auto: no("EKS Auto Mode locks its nodes: give its pods roles by EKS Pod Identity, which is built in"),
  hybrid: no("hybrid nodes are not EC2 instances and have no metadata service"),
  "control-plane": no("control plane: its taint keeps workloads off"),
  hyperpod: { verdict: "unknown", why: "SageMaker HyperPod nodes: not known whether a DaemonSet can intercept there" },
  other: no("not EC2 instances"),
};

function no(why: string): Interception {
  return { verdict: "no", why };
}
