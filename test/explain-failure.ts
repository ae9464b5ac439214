// The end of a failed run: message, hint, stack only when asked for, and the exit code.
import test from "ava";
import { exitCodes, IamctlError } from "../src/errors.ts";
import { explainFailure } from "../src/explain-failure.ts";

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
