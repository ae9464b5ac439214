// The end of a failed run: message, hint, stack only when asked for, and the exit code.
import test from "ava";
import { explainAwsError } from "../src/aws/explain-error.ts";
import { exitCodes, IamctlError } from "../src/errors.ts";
import { explainFailure } from "../src/explain-failure.ts";
import { explainKubeError } from "../src/kube/explain-error.ts";
import { ApiStatus } from "../src/kube/send-request.ts";

test("a known error gives its message, its hint and its exit code", (t) => {
  const error = new IamctlError("deployment/api is not there", {
    hint: "kubectl get deployments -A",
    exitCode: exitCodes.usage,
  });
  t.deepEqual(explainFailure(error, false), {
    text: "error: deployment/api is not there\nhint: kubectl get deployments -A",
    exitCode: 2,
  });
});

test("a cancelled run is no error", (t) => {
  const error = new IamctlError("Cancelled. Nothing was changed.", { exitCode: exitCodes.cancelled });
  t.deepEqual(explainFailure(error, true), { text: "Cancelled. Nothing was changed.", exitCode: 130 });
});

test("an unknown error gives its message and says how to learn more", (t) => {
  const { text, exitCode } = explainFailure(new TypeError("x is not a function"), false);
  t.is(text, "error: x is not a function\nhint: --verbose shows where it happened");
  t.is(exitCode, 1);
});

test("--verbose adds the stacks of the error and of its causes, and none of their members", (t) => {
  const cause = Object.assign(new Error("socket closed"), { request: { token: "secret-token" } });
  const { text } = explainFailure(new IamctlError("EKS did not answer", { cause }), true);
  t.regex(text ?? "", /EKS did not answer[^]*explain-failure[^]*socket closed/u);
  t.notRegex(text ?? "", /secret-token/u);
});

test("something thrown that is no error is still told", (t) => {
  t.regex(explainFailure("broken", false).text ?? "", /error: broken/u);
});

const exactly = test.macro<[Error, string]>({
  exec: (t, error, text) => t.is(explainFailure(error, false).text, text),
  title: (rule) => rule ?? "",
});
const connection = {
  ...{ contextName: "prod", serverUrl: "https://10.0.0.1", credentialCommand: "aws eks get-token" },
} as const;
const deployments = { group: "apps", plural: "deployments", namespaced: true };

test(
  "throttling that does not end is told with what to do",
  exactly,
  explainAwsError(Object.assign(new Error("Rate exceeded"), { name: "Throttling" }), {
    action: "iam:GetRole",
    resource: "api",
  }),
  "error: AWS throttled iam:GetRole, also after several slower tries\nhint: Wait a minute and run the command again; nothing was changed by this call.",
);
test(
  "a kind that the cluster does not let one list is told with the rule to ask for",
  exactly,
  explainKubeError(
    new ApiStatus(403, "Forbidden", 'deployments.apps is forbidden: User "ada" cannot list resource', undefined),
    { verb: "list", kind: deployments },
    connection,
  ),
  'error: You may not list deployments: deployments.apps is forbidden: User "ada" cannot list resource\nhint: Ask for this rule in a ClusterRole:\n{"apiGroups":["apps"],"resources":["deployments"],"verbs":["list"]}',
);
test(
  "a cluster that takes no credentials of an expired sign-in is told with how to sign in",
  exactly,
  explainKubeError(
    new ApiStatus(401, "Unauthorized", "Unauthorized", undefined),
    { verb: "list", kind: deployments },
    connection,
  ),
  "error: The cluster of context prod does not accept these credentials\nhint: Check who you are with `aws sts get-caller-identity`; sign in with `aws sso login`, or write the kubeconfig anew with `aws eks update-kubeconfig --name CLUSTER`.",
);
