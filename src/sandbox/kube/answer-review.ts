// Answers who may do what, as `kubectl auth` asks: here nobody signs in and everybody may do everything.

/** `undefined` for a path that is no review. What is asked makes no difference, so it is not read. */
export function answerReview(path: string): object | undefined {
  const [, group, version, plural] = /^\/apis\/(auth\w+\.k8s\.io)\/(v1)\/(self\w+)$/.exec(path) ?? [];
  const review = reviews[`${group ?? ""}/${plural ?? ""}`];
  return review === undefined ? undefined : { apiVersion: `${group}/${version}`, metadata: {}, ...review };
}

const everything = ["*"];

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/ */
const reviews: Readonly<Record<string, object>> = {
  "authorization.k8s.io/selfsubjectaccessreviews": {
    kind: "SelfSubjectAccessReview",
    spec: {},
    status: { allowed: true, reason: "the sandbox lets everybody in" },
  },
  "authorization.k8s.io/selfsubjectrulesreviews": {
    kind: "SelfSubjectRulesReview",
    spec: {},
    status: {
      resourceRules: [{ verbs: everything, apiGroups: everything, resources: everything }],
      nonResourceRules: [{ verbs: everything, nonResourceURLs: everything }],
      incomplete: false,
    },
  },
  "authentication.k8s.io/selfsubjectreviews": {
    kind: "SelfSubjectReview",
    status: { userInfo: { username: "operator", groups: ["system:masters", "system:authenticated"] } },
  },
};
