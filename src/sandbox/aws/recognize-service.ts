// Tells which service a request is meant for.
import type { AwsRequest } from "./aws-answer.ts";
import type { Service } from "./aws-fault.ts";
import type { Credential } from "./identify-caller.ts";

/** By the credential's scope; a request without one is recognised by its form, so that it is refused in the right words. */
export function recognizeService(
  request: Pick<AwsRequest, "path" | "body" | "query" | "method">,
  credential: Credential | undefined,
): Service {
  const scoped = services.find((service) => service === credential?.service);
  if (scoped !== undefined) return scoped;
  if (request.path.startsWith("/clusters")) return "eks";
  const form = request.method === "POST" ? new URLSearchParams(request.body.toString()) : request.query;
  return versions.get(form.get("Version") ?? "") ?? "s3";
}

const services: readonly Service[] = ["sts", "iam", "ec2", "autoscaling", "eks", "s3"];

const versions: ReadonlyMap<string, Service> = new Map([
  ["2011-06-15", "sts"],
  ["2010-05-08", "iam"],
  ["2016-11-15", "ec2"],
  ["2011-01-01", "autoscaling"],
]);
