import test from "ava";
import { sessionTagsOf } from "../../src/pods/session-tags.ts";

const pod = { namespace: "media", serviceAccount: "api", name: "api-1", uid: "0d3c" };
const arn = "arn:aws:eks:eu-west-1:111122223333:cluster/harbor";

test("a session is tagged with the six names of EKS Pod Identity", (t) => {
  t.deepEqual(Object.fromEntries(sessionTagsOf(pod, { name: "harbor", arn })), {
    "eks-cluster-arn": arn,
    "eks-cluster-name": "harbor",
    "kubernetes-namespace": "media",
    "kubernetes-service-account": "api",
    "kubernetes-pod-name": "api-1",
    "kubernetes-pod-uid": "0d3c",
  });
});

test("what is not known is left out", (t) => {
  const names = sessionTagsOf({ namespace: "media" }, { name: "harbor" }).map(([name]) => name);
  t.deepEqual(names, ["eks-cluster-name", "kubernetes-namespace"]);
});
